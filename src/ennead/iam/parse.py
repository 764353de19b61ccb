"""PLACEHOLDER by the lead until the helper's version lands: overwrite freely."""
from ennead.model.policy import *
def _t(v):
    return tuple(str(x) for x in (v if isinstance(v, list) else [v]) if isinstance(x, str)) if v is not None else ()
def parse_policy(document, locate=None):
    out=[]
    st = document.get("Statement") if isinstance(document, dict) else None
    for i,s in enumerate(st if isinstance(st, list) else [st] if st else []):
        if not isinstance(s, dict): continue
        p=s.get("Principal"); ps=[]
        if p=="*": ps=[Principal("*","*")]
        elif isinstance(p,dict):
            ps=[Principal(k,x) for k,v in p.items() for x in _t(v)]
        out.append(Statement(Effect.DENY if s.get("Effect")=="Deny" else Effect.ALLOW,_t(s.get("Action")),_t(s.get("NotAction")),_t(s.get("Resource")),_t(s.get("NotResource")),tuple(ps),(),tuple(Condition(o,k,_t(v)) for o,m in (s.get("Condition") or {}).items() if isinstance(m,dict) for k,v in m.items()),s.get("Sid") if isinstance(s.get("Sid"),str) else None,locate(("Statement",str(i))) if locate else None))
    return tuple(out)
