"""Names that Java code uses without a full name: of `java.lang`, and of packages that are imported as a whole."""

from __future__ import annotations

LANG = frozenset(
    """AbstractMethodError Appendable ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException
    AssertionError AutoCloseable Boolean Byte CharSequence Character Class ClassCastException ClassLoader
    ClassNotFoundException CloneNotSupportedException Cloneable Comparable Deprecated Double Enum Error
    Exception ExceptionInInitializerError Float FunctionalInterface IllegalAccessException
    IllegalArgumentException IllegalMonitorStateException IllegalStateException IndexOutOfBoundsException
    InheritableThreadLocal InstantiationException Integer InternalError InterruptedException Iterable
    LinkageError Long Math Module NegativeArraySizeException NoClassDefFoundError NoSuchFieldException
    NoSuchMethodException NullPointerException Number NumberFormatException Object OutOfMemoryError Override
    Package Process ProcessBuilder ProcessHandle Readable Record ReflectiveOperationException Runnable Runtime
    RuntimeException SafeVarargs SecurityException Short StackOverflowError StackTraceElement StackWalker
    StrictMath String StringBuffer StringBuilder StringIndexOutOfBoundsException SuppressWarnings System
    Thread ThreadGroup ThreadLocal Throwable UnsupportedOperationException Void""".split()
)
_UTIL = """AbstractList AbstractMap ArrayDeque ArrayList Arrays Base64 BitSet Calendar Collection Collections
    Comparator ConcurrentModificationException Currency Date Deque Dictionary EnumMap EnumSet Formatter
    GregorianCalendar HashMap HashSet Hashtable IdentityHashMap Iterator LinkedHashMap LinkedHashSet
    LinkedList List ListIterator Locale Map MissingResourceException NavigableMap NoSuchElementException
    Objects Observable Optional OptionalDouble OptionalInt OptionalLong PriorityQueue Properties Queue
    Random ResourceBundle Scanner ServiceLoader Set SortedMap SortedSet Stack StringJoiner
    StringTokenizer TimeZone Timer TimerTask TreeMap TreeSet UUID Vector WeakHashMap"""
_CONCURRENT = """BlockingQueue Callable CompletableFuture CompletionException CompletionService CompletionStage
    ConcurrentHashMap ConcurrentLinkedQueue ConcurrentMap CopyOnWriteArrayList CountDownLatch
    CyclicBarrier ExecutionException Executor ExecutorCompletionService ExecutorService Executors
    ForkJoinPool ForkJoinTask Future FutureTask LinkedBlockingQueue RecursiveAction RecursiveTask
    ScheduledExecutorService ScheduledFuture Semaphore ThreadFactory ThreadLocalRandom ThreadPoolExecutor
    TimeUnit TimeoutException"""
_FUNCTION = """BiConsumer BiFunction BiPredicate BinaryOperator BooleanSupplier Consumer Function IntFunction
    IntPredicate IntSupplier Predicate Supplier ToIntFunction ToLongFunction UnaryOperator"""
_IO = """BufferedInputStream BufferedOutputStream BufferedReader BufferedWriter ByteArrayInputStream
    ByteArrayOutputStream Closeable DataInputStream DataOutputStream EOFException File FileInputStream
    FileNotFoundException FileOutputStream FileReader FileWriter IOException InputStream
    InputStreamReader ObjectInputStream ObjectOutputStream OutputStream OutputStreamWriter PrintStream
    PrintWriter Reader Serializable StringReader StringWriter UncheckedIOException
    UnsupportedEncodingException Writer"""
_NET = """HttpURLConnection InetAddress InetSocketAddress MalformedURLException Proxy ServerSocket Socket URI
    URISyntaxException URL URLConnection URLDecoder URLEncoder UnknownHostException"""
_SQL = """CallableStatement Connection Date DriverManager PreparedStatement ResultSet SQLException Statement Time
    Timestamp Types"""
_TIME = """Clock DateTimeException DayOfWeek Duration Instant LocalDate LocalDateTime LocalTime Month OffsetDateTime
    Period Year YearMonth ZoneId ZoneOffset ZonedDateTime"""
PACKAGES: dict[str, frozenset[str]] = {
    "java.lang": LANG,
    "java.util": frozenset(_UTIL.split()),
    "java.util.concurrent": frozenset(_CONCURRENT.split()),
    "java.util.concurrent.atomic": frozenset(
        "AtomicBoolean AtomicInteger AtomicLong AtomicReference LongAdder".split()
    ),
    "java.util.function": frozenset(_FUNCTION.split()),
    "java.util.stream": frozenset("Collector Collectors IntStream LongStream Stream StreamSupport".split()),
    "java.util.regex": frozenset({"Matcher", "Pattern", "PatternSyntaxException"}),
    "java.util.logging": frozenset({"Handler", "Level", "Logger"}),
    "java.io": frozenset(_IO.split()),
    "java.net": frozenset(_NET.split()),
    "java.net.http": frozenset({"HttpClient", "HttpHeaders", "HttpRequest", "HttpResponse", "WebSocket"}),
    "java.nio.file": frozenset({"Files", "Path", "Paths", "StandardCopyOption", "StandardOpenOption"}),
    "java.nio.charset": frozenset({"Charset", "StandardCharsets"}),
    "java.sql": frozenset(_SQL.split()),
    "java.time": frozenset(_TIME.split()),
    "java.math": frozenset({"BigDecimal", "BigInteger", "MathContext", "RoundingMode"}),
}
"""What the packages of the language hold that code is likely to name; others of theirs are not found by `*`."""
ROOTS = frozenset(
    "java javax jakarta com org net io software edu gov de fr uk us eu me dev app cloud co kotlin".split()
)
"""How full names of classes begin."""
INTERFACES = frozenset(
    """RequestHandler RequestStreamHandler Runnable Callable Comparable Serializable Cloneable AutoCloseable
    Closeable Iterable Iterator Comparator Function BiFunction Supplier Consumer BiConsumer Predicate
    UnaryOperator InvocationHandler Resource CharSequence Collection List Map Set""".split()
)
"""Simple names of interfaces outside: they construct nothing and hold no methods of interest."""
PLAIN = frozenset(
    """boolean byte char short int long float double void var ? & [] T E K V R U String Object Boolean Byte Character
    Short Integer Long Float Double Number CharSequence Void Class""".split()
)
"""Types that say nothing of what is asked for: a value that is not told says more, of where it comes from."""
