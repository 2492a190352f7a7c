// Rules of our own. Names are what records and policies say: reprise:injection_override and so on.

rule injection_override : injection
{
  meta:
    description = "tells the model to set aside what it was told before"
  strings:
    $en = /\b(ignore|disregard|forget|override|bypass|discard|drop)\s{1,3}(\w{1,12}\s{1,3}){0,4}(previous|prior|above|earlier|preceding|former|foregoing|initial|original|existing|system)\s{1,3}(\w{1,12}\s{1,3}){0,2}(instructions?|prompts?|rules?|directions?|guidelines?|directives?|messages?|context|commands?)/ nocase
    $es = /\b(ignora|olvida|descarta|omite)\s{1,3}(\w{1,12}\s{1,3}){0,3}(instrucciones|indicaciones|reglas|\xc3\xb3rdenes)/ nocase
    $fr = /\b(ignore[zr]?|oublie[zr]?)\s{1,3}(\w{1,12}\s{1,3}){0,3}(instructions|consignes|r\xc3\xa8gles)/ nocase
    $de = /\b(ignoriere?|vergiss|missachte)\s{1,3}(\S{1,16}\s{1,3}){0,3}(anweisungen|anweisung|regeln|befehle)/ nocase
    $pt = /\b(ignore|esque\xc3\xa7a|desconsidere)\s{1,3}(\S{1,16}\s{1,3}){0,3}(instru\xc3\xa7\xc3\xb5es|regras|orienta\xc3\xa7\xc3\xb5es)/ nocase
    $it = /\b(ignora|dimentica)\s{1,3}(\S{1,16}\s{1,3}){0,3}(istruzioni|regole)/ nocase
    $new = /\b(new|updated|real|actual)\s{1,3}(instructions?|task|directive)\s{0,2}(:|follow)/ nocase
    $end = /\bend\s{1,3}(of\s{1,3})?(system\s{1,3})?(prompt|instructions?|context)\b/ nocase
  condition:
    any of them
}

rule injection_fake_turn : injection
{
  meta:
    description = "carries marks with which models tell turns apart"
  strings:
    $a = "<|im_start|>" nocase
    $b = "<|im_end|>" nocase
    $c = "<|start_header_id|>"
    $d = "<|eot_id|>"
    $e = "[/INST]"
    $f = "<<SYS>>"
    $g = "<|endoftext|>"
    $h = "<|system|>" nocase
    $i = /(^|\n)\s{0,4}#{2,4}\s?(system|assistant|new instructions?)\s?:?\s?(\r?\n|$)/ nocase
    $j = "<start_of_turn>"
  condition:
    any of them
}

rule injection_hidden_order : injection
{
  meta:
    description = "addresses an assistant from inside markup that people do not see"
  strings:
    $comment = /<!--[^>]{0,200}\b(assistant|language model|llm|ai model|chatbot|agent)\b/ nocase
    $style = /(display\s?:\s?none|font-size\s?:\s?0|visibility\s?:\s?hidden|color\s?:\s?white)[^<]{0,80}>[^<]{0,200}\b(ignore|instead|assistant|you must|instructions?)\b/ nocase
    $note = /\b(note|attention|important|message)\s{1,2}(to|for)\s{1,2}(the\s{1,2}|any\s{1,2}|all\s{1,2})?(ai|assistants?|llms?|language models?|chatbots?)\b/ nocase
    $reading = /\bif you are (an? )?(ai|llm|language model|assistant|chatbot)\b[^.\n]{0,60}\b(read|process|summari|you must|please)/ nocase
  condition:
    any of them
}

rule jailbreak_persona : jailbreak
{
  meta:
    description = "asks for a persona that is bound by nothing"
  strings:
    $dan = /\bdo anything now\b/ nocase
    $mode = /\b(developer|dan|god|jailbreak|sudo|unrestricted|unfiltered|evil)\s{1,2}mode\b/ nocase
    $no = /\b(no|without|free (of|from)|not bound by|ignores?|bypass(es)?)\s{1,2}(any\s{1,2}|all\s{1,2}|its\s{1,2}|the\s{1,2}|ethical\s{1,2}|moral\s{1,2}|content\s{1,2}){0,4}(restrictions?|limitations?|filters?|guidelines?|censorship|ethics|morals|safeguards)\b/ nocase
    $you = /\b(you (are|will be|shall)|act as|pretend|roleplay|simulate|from now on|stay in character)\b/ nocase
    $amoral = /\b(amoral|unethical|uncensored|unfiltered|unrestricted)\s{1,2}(and\s{1,2}\w{1,14}\s{1,2})?(ai|chatbot|assistant|bot|model|language model|character|persona)\b/ nocase
    $never = /\bnever\s{1,2}(refuse|decline|say no|apologi[sz]e|warn)/ nocase
    $two = /\b(two|both)\s{1,2}(different\s{1,2})?(responses|answers|ways)\b/ nocase
  condition:
    $dan or $amoral or ($no and $you) or ($mode and $you) or ($never and $you and ($no or $two or $mode))
}

rule jailbreak_suppressed_refusal : jailbreak
{
  meta:
    description = "forbids the model to refuse"
  strings:
    $a = /\b(do not|don't|never|must not|cannot)\s{1,2}(\w{1,10}\s{1,2}){0,3}(say|include|contain|use|mention|begin with|start with)\s{1,2}(\w{1,10}\s{1,2}){0,4}["']?(i('m| am)? (sorry|cannot|can't|apologi[sz]e)|as an ai|unfortunately)/ nocase
    $b = /\b(start|begin)\s{1,2}(your\s{1,2})?(response|answer|reply)\s{1,2}with\s{1,2}["']?(sure|absolutely|of course|certainly|yes)/ nocase
  condition:
    any of them
}

rule prompt_leak_request : leak
{
  meta:
    description = "asks for the system prompt"
  strings:
    $a = /\b(repeat|print|show|reveal|output|tell me|display|write|give me|what (is|are|were|was)|share|expose|dump|recite)\s{1,3}(\w{1,12}\s{1,3}){0,5}(system|initial|original|hidden|secret|pre)\s?-?(prompt|instructions?|message|rules|guidelines)\b/ nocase
    $b = /\b(repeat|print|output|copy|recite)\s{1,3}(\w{1,12}\s{1,3}){0,4}(text|words|everything|all|lines|content)\s{1,3}(\w{1,12}\s{1,3}){0,2}(above|before this|prior to this)\b/ nocase
  condition:
    any of them
}

rule exfiltration_link : exfiltration
{
  meta:
    description = "a picture or a link that carries what was said to another host"
  strings:
    $image = /!\[[^\]]{0,80}\]\(\s?https?:\/\/[^\s)]{3,200}\?[^\s)]{0,80}(=\{|=\[|=<|%7B|q=|data=|d=|info=|text=|content=|history=|summary=|prompt=|conversation=)[^\s)]{0,400}\)/ nocase
    $html = /<img[^>]{0,120}src\s?=\s?["']?https?:\/\/[^>"']{3,200}\?[^>"']{0,60}(data|text|content|history|prompt|secret|token|conversation)=/ nocase
    $catcher = /https?:\/\/[a-z0-9.-]{0,80}(webhook\.site|requestbin\.(com|net)|pipedream\.net|burpcollaborator\.net|oastify\.com|interact\.sh|oast\.(fun|pro|live|site|me)|canarytokens\.com|ngrok(-free)?\.(io|app))\b/ nocase
  condition:
    any of them
}

rule exfiltration_order : exfiltration
{
  meta:
    description = "orders to send what is private to somewhere else"
  strings:
    $a = /\b(send|post|upload|forward|transmit|exfiltrate|leak|e-?mail|append)\s{1,3}(\w{1,14}\s{1,3}){0,5}(conversation|chat history|api keys?|credentials|passwords?|secrets?|environment variables|private keys?|access tokens?|system prompt|user data|cookies)\s{1,3}(\w{1,12}\s{1,3}){0,4}(to|at|into)\s{1,3}(https?:|\S{1,40}@|the (following|url)|this (url|address|link))/ nocase
    $b = /\bexfiltrat(e|ing)\s{1,3}(\w{1,14}\s{1,3}){0,4}(data|credentials|secrets|files|keys|tokens)\b/ nocase
  condition:
    any of them
}

rule code_execution_shell : code
{
  meta:
    description = "a command that runs what it fetches, or opens a shell to somewhere else"
  strings:
    $pipe = /\b(curl|wget)\s[^|\n]{3,200}\|\s?(sudo\s)?(ba|z|da|k)?sh\b/ nocase
    $reverse = /\b(ba)?sh\s{1,2}-i\s{0,2}>&\s{0,2}\/dev\/(tcp|udp)\//
    $nc = /\bnc(at)?\s[^\n]{0,60}-e\s{1,2}\/bin\/(ba)?sh/
    $py = /python[23]?\s{1,2}-c\s{1,2}["']import\s{1,2}(socket|os|pty|subprocess)/
    $ps = /powershell(\.exe)?\s[^\n]{0,80}-e(nc|ncodedcommand)?\s{1,2}[A-Za-z0-9+\/=]{40,60}/ nocase
    $iex = /\b(iex|invoke-expression)\b[^\n]{0,80}(downloadstring|webclient|invoke-webrequest)/ nocase
    $rm = /\brm\s{1,2}-[a-z]{0,3}r[a-z]{0,3}f?[a-z]{0,2}\s{1,2}(--no-preserve-root\s{1,2})?(\/|~|\$HOME)(\s|\*|$)/
    $fork = ":(){ :|:& };:"
    $b64 = /base64\s{1,2}(-d|--decode|-D)\s{0,3}\|\s{0,3}(sudo\s)?(ba|z)?sh\b/
  condition:
    any of them
}

rule code_execution_eval : code
{
  meta:
    description = "code that runs text as code, packed so that it is not read"
  strings:
    $py = /\b(exec|eval)\s?\(\s?(base64\.b64decode|codecs\.decode|bytes\.fromhex|zlib\.decompress|__import__)\s?\(/
    $js = /\beval\s?\(\s?(atob|unescape|String\.fromCharCode)\s?\(/
    $php = /\beval\s?\(\s?(base64_decode|gzinflate|str_rot13)\s?\(/ nocase
    $os = /__import__\s?\(\s?["'](os|subprocess|pty)["']\s?\)\s?\.\s?(system|popen|spawn|run|call)/
    $templ = /\{\{[^}\n]{0,80}(__class__|__mro__|__subclasses__|__globals__|__builtins__)/
    $log4 = /\$\{jndi:(ldap|rmi|dns|ldaps):\/\// nocase
  condition:
    any of them
}
