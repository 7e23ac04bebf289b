"""What nearly every kept result holds, known to the sealing beforehand, so that small texts become very small.

Never changed: texts of the form "s2:" are opened with it. Better words would be those of a form "s3:".
"""

from typing import Final

_HEAD: Final = (
    '{"id":"","version":"0.1.0","started":,"finished":,"profile":"internet","practice":false,"depth":"standard",'
    '"platforms":[{"id":"","names":{"en":"","fa":""},"category":"chat","seen_live":false},"category":"media",'
    '"category":"social","category":"news","category":"tools","paths":[{"id":"direct","kind":"direct","name":"Direct",'
    '"kind_name":"","encrypts_to_exit":false,"usable":true,"verdict":null,"stage":null,"safe":true,"facts":null},'
    '"cells":[],"network":[],"network_observations":[],"recommendation":{"advice":"some_open","cover":["p-"],'
    '"choices":[{"platform_id":"","first":"p-","second":"p-"},"interrupted":false,"country":""}'
)
_STEP: Final = (
    '"duration":0.0,"attempt":1,"hop":0,"port":443,"address":"","stage":null,"failure":null,"bytes_sent":0,'
    '"bytes_received":0,"loop_lag":0.0,"detail":{"type":'
)
_CELL: Final = (
    '"detail":{"type":"http","method":"GET","url":"https://www.","version":"HTTP/2","status":200,"headers":['
    '["content-type","text/html"],["server",""]],"body":"","body_bytes":0,"complete":true,"sha256":"","title":"",'
    '"validated":true}},"failure":{"kind":"timeout","code":null,"text":""},"failure":{"kind":"reset",'
    '"step":"http","step":"tls","host":"","started":0.'
    + _STEP
    + '"tls","server_name":"","version":"TLSv1.3",'
    '"cipher":"","alpn":"h2","chain":[{"subject":"CN=","issuer":"C=US, O=Let\'s Encrypt, CN=R11","names":["'
    '"],"not_before":1700000000.0,"not_after":1800000000.0,"fingerprint":"","key_fingerprint":""}],'
    '"verify_code":null,"os_trusted":null,"server_hello_after":null,"alert":null,"plaintext":"","hello":"",'
    '"resumed":false}},"step":"connect","host":"","started":0.'
    + _STEP
    + '"connect","family":4,"local_port":null}},'
    '{"id":"o","platform_id":"","path_id":"direct","target":"web::443","purpose":"target","step":"resolve","host":"",'
    '"started":0.' + _STEP + '"resolve","resolver":"udp:","name":"","addresses":[""],"cnames":[],"rcode":0,'
    '"ede":null,"ede_text":"","ttl":null,"late":[]}},"group":"","heard":[]}],"findings":[],"observations":[],'
    '"seconds":null,"started":0.0,"finished":0.0,"bytes_sent":0,"bytes_received":0,"revision":1,"preliminary":false}'
    '"label":"sni_filtering","rule_id":"tls.sni_matrix","confidence":"likely","locus":"direct","layer":"tls",'
    '"action":"drop","label":"dns_tampering","rule_id":"dns.","layer":"dns","label":"path_failure","rule_id":"path.",'
    '"locus":"path","layer":"path","params":[["host",""]]},"targets":[{"target":"web:www.:443","role":"web",'
    '"host":"www.","address":"","family":4,"leg":"tcp","required":true,"works":true,"verdict":{'
    '{"platform_id":"","path_id":"p-","path_id":"direct","status":"done","works":false,"works":true,"verdict":{'
    '"label":"ok","rule_id":"http.works","confidence":"confirmed","locus":"direct","layer":null,"action":null,'
    '"trigger":"","qualifier":"","stage":null,"reason":"","tries":{"seen":1,"of":1},"evidence":["o1","o2"],'
    '"params":[]},"reason":"","targets":[],"findings":[],"observations":[],"seconds":'
)

WORDS_2: Final = (_HEAD + _CELL).encode("ascii")
