"""How fields are called that hold something about a person, or that open something: in several habits and languages.

Words are written together, in small letters, without accents: `dateofbirth` stands for `dateOfBirth`, `date_of_birth`
and `Date-Of-Birth`.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "email": """email mail emailaddress emailaddr mailaddress emailid mailid useremail eaddress replyto
        contactemail correo correoelectronico correoe courriel adressemail adressemel adresseemail
        adresseelectronique mel emailadresse mailadresse epost epostadresse epostadress eposta epostaadresi
        emailindirizzo indirizzoemail postaelettronica enderecoemail correioeletronico emaildres adresemail
        poczta pocztaelektroniczna sahkoposti sahkopostiosoite emailcim surel alamatemail elektronnayapochta
        pochta почта электроннаяпочта емейл имейл почтовыйадрес メール メールアドレス 邮箱 电子邮件 电子邮箱
        電子郵件 이메일 البريدالالكتروني ηλεκτρονικοταχυδρομειο emailfrom emailto mailto mailfrom fromemail
        toemail""",
    "phone": """phone telephone phonenumber phoneno phonenr phonenum telephonenumber mobile mobilephone
        mobilenumber mobileno cell cellphone cellnumber cellphonenumber tel telno telnr telnumber fax faxnumber
        faxno msisdn whatsapp whatsappnumber landline callbacknumber contactnumber contactphone phonemobile
        phonehome phonework homephone workphone dayphone daytimephone eveningphone handset sms smsnumber telefon
        telefonnummer telefonnr telnummer rufnummer handy handynummer handynr mobilnummer mobiltelefon mobil
        festnetz telefono numerotelefono numerodetelefono celular movil telefonomovil numerocelular
        telephonemobile portable numtel numerotel numtelephone numerodetelephone cellulare numerocellulare
        numeroditelefono telefone numerotelefone telemovel numerodetelefone telefoonnummer telefoon mobielnummer
        mobiel gsm gsmnummer telefonnumer mobilnr puhelin puhelinnumero matkapuhelin kannykka numertelefonu
        telefonkomorkowy komorka telefonnicislo telefonnumarasi ceptelefonu telefonszam mobilszam nomortelepon
        nohp nomorhp nomortelefon numartelefon telefonnoecislo telefon1 телефон номертелефона мобильный τηλεφωνο
        κινητο 电话 电话号码 手机 手机号 手机号码 電話番号 電話 携帯 携帯電話 전화번호 휴대폰 핸드폰 هاتف
        sodienthoai""",
    "card": """cardnumber cardno cardnr cardnum card creditcard creditcardnumber creditcardno creditcardnum
        ccnumber ccnum ccno cc pan primaryaccountnumber debitcard debitcardnumber paymentcard paymentcardnumber
        bankcard bankcardnumber cardpan kreditkarte kreditkartennummer kreditkartennr kartennummer kartennr
        numerocarte numerodecarte cartebancaire cartecredit numerocartebancaire numerotarjeta numerodetarjeta
        tarjeta tarjetacredito tarjetadecredito numerocarta numerodicarta cartadicredito cartacredito
        numerocartao numerodocartao cartao cartaocredito cartaodecredito creditcardnummer kaartnummer kreditkort
        kortnummer kortnr luottokortti luottokorttinumero korttinumero numerkarty kartakredytowa cislokarty
        cislokreditnikarty kartnumarasi kredikartino kredikartinumarasi kartno kartyaszam bankkartyaszam
        numarcard nomorkartu nokartu nomerkarty номеркарты 卡号 信用卡号 银行卡号 カード番号
        クレジットカード番号 카드번호""",
    "iban": """iban ibannumber ibanno ibannr accountiban bankiban ibancode ibanaccount ibannummer kontoiban
        codeiban numeroiban ibanrib payoutiban refundiban""",
    "us_ssn": """ssn ssnnumber socialsecurity socialsecuritynumber socialsecurityno socialsecuritynum
        socialsecnumber socsec socsecnumber socialno taxpayerid ssnum ussn itin ssnitin numerodesegurosocial
        numerosegurosocial segurosocial sozialversicherungsnummerus ustin""",
    "name": """firstname givenname forename fname lastname familyname surname lname sname fullname middlename
        mname maidenname birthname legalname personname personalname realname displayname preferredname nickname
        customername clientname contactname contactperson cardholder cardholdername holdername accountholder
        accountholdername nameoncard recipientname recipient addressee beneficiary beneficiaryname payeename
        payername patientname employeename guestname passengername passenger travellername travelername
        attendeename studentname membername subscribername ownername buyername sellername sendername
        applicantname tenantname residentname ordererby billingname shippingname deliveryname authorname
        signername signatoryname insuredname policyholder policyholdername nameofcustomer nameofpatient
        nameofinsured emergencycontactname nextofkin mothersmaidenname vorname nachname familienname zuname
        vollername vollstaendigername name1 kundenname ansprechpartner karteninhaber kontoinhaber empfaenger
        empfaengername geburtsname prenom nomdefamille nomcomplet nomprenom prenomnom nomclient nomduclient
        nomutilisateurcomplet titulaire nomtitulaire destinataire nombre nombres apellido apellidos
        primerapellido segundoapellido nombrecompleto nombreyapellidos nombrecliente nombredelcliente titular
        nombredeltitular destinatario cognome nomecompleto nomecognome nomecliente intestatario nomedocliente
        sobrenome apelido ultimonome primeironome nomedeusuariocompleto nomecompletocliente voornaam achternaam
        familienaam volledigenaam klantnaam tussenvoegsel roepnaam fornamn efternamn namn fullstandigtnamn
        fornavn etternavn efternavn navn fuldenavn fulltnavn etunimi sukunimi kokonimi nimi imie nazwisko
        imieinazwisko imienazwisko pelnenazwisko jmeno prijmeni celejmeno krestnijmeno adsoyad isim soyad soyadi
        soyisim tamad adi keresztnev vezeteknev csaladnev teljesnev nev prenume numedefamilie numecomplet
        namalengkap namadepan namabelakang imya familiya otchestvo fio имя фамилия отчество фио полноеимя іmя
        прізвище ονομα επωνυμο ονοματεπωνυμο 姓名 名字 全名 真实姓名 氏名 名前 お名前 姓 이름 성명 성함 الاسم
        الاسمالكامل hoten hovaten ime prezime imeprezime""",
    "address": """address addr streetaddress street streetname streetline streetno homeaddress postaladdress
        postaddress mailingaddress shippingaddress billingaddress deliveryaddress residentialaddress residence
        residenceaddress workaddress permanentaddress currentaddress shipto billto addressline addressline1
        addressline2 addresslines address1 address2 addr1 addr2 line1 fulladdress physicaladdress
        customeraddress useraddress contactaddress houseaddress legaladdress registeredaddress pickupaddress
        dropoffaddress zip zipcode postcode postalcode anschrift adresse strasse strassehausnummer strassenname
        wohnanschrift wohnadresse lieferadresse lieferanschrift rechnungsadresse rechnungsanschrift
        postanschrift hausnummer postleitzahl plz adressepostale adresselivraison adressedelivraison
        adressefacturation adressedefacturation rue codepostal domicile adressedomicile direccion domicilio
        direccionenvio direcciondeenvio direccionfacturacion direccionpostal calle codigopostal indirizzo
        indirizzodispedizione indirizzospedizione indirizzofatturazione codicepostale residenza endereco
        enderecodeentrega enderecoentrega enderecocobranca logradouro cep codigopostalpt morada adres straat
        straatnaam postadres afleveradres factuuradres bezorgadres woonadres adress gatuadress postadress
        leveransadress postnummer gateadresse leveringsadresse faktureringsadresse bopael osoite katuosoite
        toimitusosoite postinumero adreszamieszkania adresdostawy ulica kodpocztowy adresa ulice psc
        dorucovaciadresa teslimatadresi faturaadresi adresi evadresi postakodu cim lakcim szallitasicim
        iranyitoszam adresadelivrare codpostal alamat alamatrumah alamatpengiriman kodepos adres1 адрес улица
        почтовыйиндекс διευθυνση οδος 地址 住址 家庭住址 收货地址 住所 番地 郵便番号 주소 العنوان diachi""",
    "birth_date": """birthdate birthday dateofbirth dob bday birth born bornon borndate borndob birthdt
        dtofbirth dayofbirth dobdate birthyear yearofbirth geburtsdatum geburtstag gebdatum geburt geboren
        gebdat datenaissance datedenaissance naissance datenaiss ddn fechanacimiento fechadenacimiento fechanac
        nacimiento datanascita datadinascita nascita datadenascimento datanascimento nascimento dtnascimento
        geboortedatum geboortedag fodelsedatum fodelsedag fodselsdato fodselsdag foedselsdato fodselsdatum
        syntymaaika syntymapaiva dataurodzenia datumnarozeni dogumtarihi datanasterii szuletesidatum
        szuletesiido tanggallahir tgllahir datarozhdeniya датарождения деньрождения датанародження
        ημερομηνιαγεννησης 生年月日 誕生日 出生日期 生日 생년월일 생일 تاريخالميلاد ngaysinh datumrodenja
        datumrodjenja""",
    "passport": """passport passportnumber passportno passportnr passportnum passportid traveldocument
        traveldocumentnumber traveldocumentno traveldocumentid traveldoc traveldocnumber pass passnummer
        reisepass reisepassnummer reisepassnr passeport numeropasseport numerodepasseport nopasseport pasaporte
        numeropasaporte numerodepasaporte passaporto numeropassaporto numerodipassaporto passaporte
        numeropassaporte numerodopassaporte paspoort paspoortnummer passnr pas passi passinumero paszport
        numerpaszportu cislopasu pasaportno pasaportnumarasi utlevelszam utlevel pasaport numarpasaport paspor
        nomorpaspor nopaspor zagranpasport паспорт номерпаспорта διαβατηριο 护照 护照号 护照号码 パスポート
        旅券番号 여권번호 جوازالسفر hochieu""",
    "ip_address": """ip ipaddress ipaddr ipv4 ipv6 ipv4address ipv6address clientip remoteip sourceip srcip
        userip visitorip callerip requestip originip realip remoteaddr remoteaddress clientaddress xforwardedfor
        forwardedfor xrealip cfconnectingip trueclientip loginip lastip lastloginip sourceipaddress
        clientipaddress remoteipaddress ipadresse adresseip direccionip indirizzoip enderecoip ipadres adresip
        ipadress hostip peerip peeraddress signupip registrationip deviceip""",
    "location": """latitude longitude lat lon lng long latlng latlon latlong lonlat geo gps geolocation geopoint
        geoposition geocoordinates geocoords geohash gpscoordinates gpscoords gpsposition gpslocation
        coordinates coords coordinate location lastlocation lastknownlocation currentlocation userlocation
        homelocation devicelocation lastknownposition lastposition currentposition whereabouts position
        locationlatlng pickuplocation dropofflocation standort breitengrad laengengrad langengrad koordinaten
        geokoordinaten aufenthaltsort ubicacion latitud longitud coordenadas posiciongps localisation
        coordonnees coordonneesgps emplacement positiongps posizione latitudine longitudine coordinate
        coordinategps localizacao coordenadasgps breedtegraad lengtegraad locatie coordinaten plats koordinater
        sijainti koordinaatit polozenie lokalizacja szerokosc dlugosc konum enlem boylam helymeghatarozas lokasi
        местоположение координаты широта долгота 位置 经度 纬度 坐标 緯度 経度 位置情報 위도 경도 위치""",
    "health": """diagnosis diagnoses diagnosiscode icd icd10 icdcode medicalcondition medicalconditions
        healthcondition medicalhistory medicalrecord medicalrecords healthrecord medicalnotes medicalnote
        clinicalnotes clinicalnote clinicalfindings patientnotes medication medications medicine prescription
        prescriptions prescribeddrug drug allergy allergies symptom symptoms disease diseases illness disability
        disabilities bloodtype bloodgroup bloodpressure heartrate glucose bloodsugar labresult labresults
        testresult treatment therapy vaccination vaccinations immunization immunisation hivstatus pregnancy
        mentalhealth healthstatus healthissue healthissues healthdata healthinfo chronicdisease chroniccondition
        procedurecode diagnose diagnosen krankheit krankheiten befund medikament medikamente medikation
        allergien allergie blutgruppe vorerkrankung vorerkrankungen gesundheitszustand symptome behandlung
        impfung diagnostic maladie maladies traitement ordonnance groupesanguin antecedentsmedicaux medicament
        medicaments diagnostico enfermedad enfermedades alergias alergia medicamento medicamentos medicacion
        gruposanguineo tratamiento historialmedico sintomas diagnosi malattia malattie allergia farmaco farmaci
        grupposanguigno sintomi doenca doencas alergia medicacao tiposanguineo tratamento sintoma ziekte ziekten
        medicatie bloedgroep behandeling allergieen klachten diagnos sjukdom medicin allergi blodgrupp
        behandling sygdom medisin sykdom diagnoosi sairaus laakitys veriryhma rozpoznanie choroba leki alergie
        grupakrwi diagnoza nemoc leky krevniskupina tani hastalik ilac kangrubu alerji diagnozis betegseg
        gyogyszer vercsoport diagnosa penyakit obat golongandarah диагноз болезнь аллергия лекарства διαγνωση
        诊断 病史 疾病 过敏 血型 診断 病名 アレルギー 血液型 진단 질병 혈액형 التشخيص""",
    "password": """password passwd pwd pass pw passphrase passcode passwort kennwort passwd1 password1 password2
        newpassword oldpassword currentpassword confirmpassword passwordconfirm passwordconfirmation
        userpassword loginpassword dbpassword rootpassword masterpassword adminpassword passwordhash pin pincode
        pinnumber securityanswer secretanswer motdepasse mdp contrasena contrasenia clave clavedeacceso password
        passworddi parolaccesso senha senhadeacesso palavrapasse palavrachave wachtwoord losenord losen passord
        kodeord adgangskode salasana haslo heslo sifre parola jelszo katasandi sandi parol пароль κωδικος 密码
        口令 パスワード 暗証番号 비밀번호 암호 كلمةالمرور matkhau lozinka geslo""",
    "token": """token accesstoken authtoken idtoken refreshtoken bearertoken bearer sessiontoken sessionid
        sessionkey apitoken apikey apisecret apisecretkey secretkey accesskey accesskeyid secretaccesskey
        clientsecret appsecret secret sharedsecret consumersecret webhooksecret signingsecret authorization auth
        authkey authorizationtoken jwt jwttoken oauthtoken csrftoken xsrftoken usertoken securitytoken
        xamzsecuritytoken xapikey xauthtoken personalaccesstoken pat deploytoken bottoken servicetoken
        devicetoken pushtoken resettoken verificationtoken logintoken magictoken accesssecret awssecretaccesskey
        awsaccesskeyid awssessiontoken encryptionkey masterkey licensekey authcookie sessioncookie sid
        credentials credential zugangstoken zugriffstoken sitzungstoken apischluessel geheimnis jetonacces jeton
        jetondacces cleapi clesecrete tokendeacceso tokenacceso clavedeapi claveapi clavesecreta tokendiaccesso
        tokenaccesso chiaveapi chiavesegreta tokendeacesso tokenacesso chaveapi chavesecreta toegangstoken
        apisleutel atkomsttoken apinyckel adgangstoken apinogle tokendostepu kluczapi pristupovytoken
        erisimanahtari apianahtari токен ключдоступа 令牌 访问令牌 密钥 トークン アクセストークン 토큰""",
    "private_key": """privatekey privkey rsaprivatekey sshprivatekey sshkey tlskey sslkey privatekeypem pemkey
        keypem serverkey clientkey signingkey secretkeypem pgpprivatekey pgpkey privaterkey privaterschluessel
        schluesselprivat cleprivee claveprivada llaveprivada chiaveprivata chaveprivada privesleutel
        prywatnyklucz kluczprywatny soukromyklic ozelanahtar privatnyckel yksityinenavain закрытыйключ
        приватныйключ 私钥 秘密鍵 개인키""",
}
"""By class of data."""
NOTHING = """hostname filename username tablename queuename bucketname topicname functionname eventname
        servername classname productname brandname companyname filepath pathname domainname servicename
        streamname groupname rolename keyname itemname shopname storename appname hostaddress macaddress
        memoryaddress contractaddress walletaddress baseaddress webaddress networkaddress serveraddress
        urladdress siteaddress busaddress blockaddress nexttoken pagetoken pagingtoken paginationtoken
        continuationtoken startingtoken clientrequesttoken idempotencytoken clienttoken tasktoken
        cancellationtoken tokentype maxtokens mintokens totaltokens prompttokens outputtokens inputtokens
        completiontokens emailbody mailbody lastemail apikeyid filelocation s3location bucketlocation url
        fileposition cursorposition maillist mailinglist boardingpass bypass compass surpass warehouselocation
        shelflocation preposition stocklocation storelocation partitionkey sortkey primarykey foreignkey
        publickey statuscondition weathercondition termsandconditions treatmentgroup condicion etagcondition
        filtercondition clave1 ordernumber invoicenumber jobposition queueposition rowposition giftcard wildcard
        discard scorecard postcard idcard graphicscard networkcard soundcard sdcard simcard cardtype inbornon
        newborn barcode iconpack testcondition loyaltycard handicap recap roadmap streetlight pinned
        responsetime mailserver mailhost smtpserver phonetype oldpath idemail emailstatus""".split()
"""What ends like one of these words, and is something else."""
_OF_HEALTH = """health medical patient clinical disease mentalhealth chronic allergy diagnosis diagnostic
    medication treatment""".split()
_NOTES = """condition conditions notes note history record records information info data status issue issues
        detail details summary finding findings remark remarks comment comments report description""".split()
TRAILERS = frozenset(
    """value values val text string str raw plain plaintext input field data number
        numbers no nr num list primary secondary main alt alternate alternative home work private business
        personal mobile new old current hash hashed encrypted masked full original""".split()
)
"""Words that may stand behind, and tell nothing."""
PEOPLE = frozenset(
    """customer user person patient contact employee guest passenger recipient buyer seller
        sender member student subscriber owner applicant beneficiary payer payee traveller traveler attendee
        client resident tenant driver doctor cardholder holder author signer child parent spouse userattributes
        kunde person client cliente utilisateur usuario utente klant""".split()
)
"""Under these, a bare `name` is a person's."""


def table() -> dict[str, str | None]:
    """Word to class, None for those that are nothing."""
    found: dict[str, str | None] = {one + other: "health" for one in _OF_HEALTH for other in _NOTES}
    for name, words in WORDS.items():
        for word in words.split():
            found.setdefault(word, name)
    found.update(dict.fromkeys(NOTHING, None))
    return found
