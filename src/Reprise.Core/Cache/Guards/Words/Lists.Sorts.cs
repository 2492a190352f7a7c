namespace Reprise.Cache.Guards.Words;

internal static partial class Lists
{
    /// <summary>Names of one sort: where one text has one and the other has another, they ask for different things. The sign ^ marks a name that needs its capital.</summary>
    public static readonly string[] NameSorts =
    [
        // human languages and peoples; a people and its country get one key through Same
        """
        english french german spanish italian portuguese dutch swedish norwegian danish finnish icelandic polish czech slovak hungarian romanian bulgarian serbian croatian slovenian greek turkish
        russian ukrainian arabic hebrew persian farsi urdu hindi bengali tamil telugu malayalam kannada marathi gujarati punjabi sanskrit nepali sinhala chinese mandarin cantonese japanese
        korean vietnamese thai indonesian malay tagalog swahili amharic yoruba zulu afrikaans latin esperanto catalan basque irish welsh gaelic albanian armenian georgian mongolian tibetan
        """,
        // countries
        """
        usa uk england scotland wales ireland france germany spain italy portugal netherlands belgium luxembourg switzerland austria sweden norway denmark finland iceland poland czechia slovakia hungary
        romania bulgaria serbia croatia slovenia greece turkey^ russia ukraine belarus lithuania latvia estonia india pakistan bangladesh nepal bhutan srilanka sri_lanka china taiwan japan north_korea south_korea korea vietnam
        thailand laos cambodia myanmar malaysia singapore indonesia philippines australia new_zealand canada mexico brazil argentina chile^ peru colombia venezuela ecuador bolivia paraguay uruguay cuba
        jamaica haiti egypt morocco algeria tunisia libya sudan ethiopia kenya uganda tanzania nigeria ghana senegal angola mozambique zimbabwe zambia namibia botswana south_africa israel palestine jordan^
        lebanon syria iraq iran kuwait qatar oman yemen saudi_arabia uae afghanistan kazakhstan uzbekistan mongolia georgia^ armenia azerbaijan cyprus malta albania bosnia kosovo macedonia montenegro
        """,
        // continents and regions
        "europe asia africa oceania antarctica south_america north_america latin_america middle_east scandinavia",
        // cities
        """
        london paris berlin madrid rome lisbon amsterdam brussels vienna zurich geneva munich hamburg frankfurt cologne barcelona milan venice florence naples athens istanbul moscow kiev kyiv warsaw
        prague budapest bucharest sofia belgrade zagreb stockholm oslo copenhagen helsinki dublin edinburgh glasgow manchester liverpool birmingham oxford^ cambridge new_york los_angeles san_francisco
        chicago boston seattle houston dallas austin denver miami atlanta philadelphia phoenix^ detroit portland washington las_vegas san_diego toronto montreal vancouver ottawa mexico_city sydney
        melbourne brisbane perth auckland wellington tokyo osaka kyoto seoul busan beijing shanghai shenzhen hong_kong taipei bangkok hanoi jakarta manila kuala_lumpur delhi new_delhi mumbai bombay bangalore bengaluru
        chennai hyderabad kolkata calcutta pune jaipur ahmedabad lucknow kochi goa karachi lahore islamabad dhaka kathmandu colombo kabul tehran baghdad dubai abu_dhabi doha riyadh jerusalem tel_aviv cairo
        casablanca nairobi lagos accra johannesburg cape_town rio sao_paulo buenos_aires santiago lima bogota caracas havana
        """,
        // states of the USA and of India
        """
        alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine^ maryland massachusetts michigan minnesota
        mississippi missouri montana nebraska nevada new_jersey new_mexico ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming
        gujarat rajasthan kerala karnataka maharashtra punjab haryana bihar odisha assam telangana tamil_nadu uttar_pradesh
        """,
        // programming languages
        """
        python java javascript typescript c^ c++ c# f# go^ golang rust^ ruby^ perl php swift^ kotlin scala haskell erlang elixir^ clojure lua julia^ matlab fortran cobol pascal ada^ prolog lisp scheme^
        ocaml r^ dart^ groovy bash^ powershell vba assembly sql zig^ solidity cuda verilog vhdl objective-c
        """,
        // frameworks and libraries, one row a purpose
        "react^ angular^ vue svelte jquery ember^ nextjs nuxt backbone^", "django flask^ fastapi rails spring^ laravel symfony express^ nestjs aspnet^ gin^",
        "pytorch tensorflow keras jax caffe mxnet theano scikit", "numpy pandas polars scipy dask", "junit pytest nunit xunit jest mocha selenium cypress playwright",
        // databases
        "mysql postgresql postgres^ sqlite oracle^ mongodb redis cassandra dynamodb mariadb sqlserver elasticsearch neo4j clickhouse snowflake bigquery redshift couchdb firebase influxdb duckdb",
        // clouds and hosts
        "aws azure gcp heroku digitalocean linode vercel netlify cloudflare", "ec2 s3 lambda^ rds", "docker podman containerd", "kubernetes nomad^ openshift mesos", "git svn mercurial perforce", "github gitlab bitbucket",
        "terraform ansible puppet^ chef^ pulumi", "jenkins travis circleci teamcity", "kafka rabbitmq activemq nats zeromq pulsar", "nginx apache^ caddy haproxy iis", "npm yarn^ pnpm bower", "maven gradle sbt bazel cmake",
        "rest^ graphql grpc soap^", "http https ftp sftp ssh telnet", "tcp udp", "ipv4 ipv6", "md5 sha1 sha256 bcrypt", "aes rsa des^", "oauth saml ldap kerberos", "jwt cookie", "utf8 ascii latin1",
        // systems
        "windows linux macos ubuntu debian fedora centos arch^ freebsd unix", "android ios iphone windows_phone blackberry symbian", "chrome^ firefox safari^ edge^ opera^ brave^", "intel amd nvidia qualcomm", "laptop desktop tablet smartphone",
        "vim emacs vscode intellij eclipse^ pycharm xcode notepad", "excel^ word^ powerpoint access^ outlook^ onenote",
        // formats
        "json yaml xml csv toml html markdown pdf docx xlsx parquet avro protobuf latex", "png jpg jpeg gif svg bmp webp", "mp3 wav flac ogg aac", "mp4 avi mkv mov webm",
        // companies and products
        """
        google^ microsoft apple^ amazon^ facebook twitter instagram whatsapp snapchat linkedin tiktok youtube netflix uber lyft airbnb tesla toyota honda ford^ bmw mercedes audi volkswagen hyundai kia nissan
        samsung sony lg^ nokia motorola huawei xiaomi oneplus lenovo dell hp asus acer ibm oracle cisco infosys tcs wipro accenture deloitte walmart ebay alibaba flipkart paypal visa^ mastercard
        spotify pinterest reddit quora tumblr telegram^ skype zoom^ slack^ yahoo bing^ openai anthropic
        """,
        "gpt claude gemini^ llama mistral grok bard^ copilot", "playstation xbox nintendo wii", "harvard stanford mit yale princeton oxford cambridge berkeley caltech",
        // faiths
        "christian muslim hindu buddhist jew sikh jain atheist catholic protestant orthodox", "christianity islam hinduism buddhism judaism sikhism jainism atheism", "bible quran torah vedas gita",
        // degrees and examinations
        "bachelor master phd doctorate mba bsc msc btech mtech bba mca bca bcom", "sat^ gre gmat toefl ielts cat^ gate^ upsc jee neet",
        "mercury^ venus mars earth^ jupiter saturn uranus neptune pluto", "nfl nba mlb nhl fifa ipl",
    ];

    /// <summary>Common words of one sort.</summary>
    public static readonly string[] WordSorts =
    [
        "red blue green yellow orange purple pink brown black white gray gold silver violet", "spring summer autumn winter", "morning afternoon evening night noon midnight",
        "mother father sister brother son daughter husband wife uncle aunt cousin grandfather grandmother nephew niece girlfriend boyfriend friend", "king queen prince princess",
        "dog cat horse cow pig sheep goat chicken duck rabbit mouse rat lion tiger bear wolf fox elephant monkey snake fish bird eagle shark whale dolphin frog turtle",
        "apple banana orange grape mango lemon lime cherry peach pear strawberry pineapple watermelon", "potato tomato onion carrot cabbage spinach garlic cucumber pepper", "beef pork lamb chicken turkey fish ham bacon",
        "tea coffee beer wine milk juice water soda vodka whiskey rum", "bread rice pasta pizza burger sandwich soup salad cake noodle", "guitar piano violin drum flute trumpet cello saxophone keyboard",
        "football soccer basketball baseball cricket tennis hockey golf rugby volleyball badminton boxing wrestling swimming cycling skiing", "car truck bus train plane bicycle bike motorcycle boat ship helicopter van scooter",
        "head arm leg hand foot eye ear nose mouth tooth neck knee elbow shoulder finger toe back chest stomach", "heart liver kidney lung brain skin bone blood",
        "doctor nurse lawyer engineer teacher accountant architect dentist pharmacist plumber electrician chef pilot scientist programmer journalist", "physics chemistry biology mathematics history geography economics psychology philosophy sociology",
        "iron copper gold silver aluminium lead zinc steel tin nickel platinum", "hydrogen oxygen nitrogen carbon helium neon sulfur sodium potassium calcium magnesium", "sum average median mean mode variance",
        "array list map set queue stack tree graph tuple", "class interface struct enum", "int float string boolean char double", "get post put patch delete", "insert update select delete", "row column table", "circle square triangle rectangle cube sphere",
        "email sms call letter", "breakfast lunch dinner", "eat drink sleep walk run swim", "movie song book game poem novel", "house apartment office school hospital hotel restaurant", "weight height width length depth", "hour minute second", "day week month year decade century",
        "cancer diabetes malaria flu asthma arthritis hepatitis aids pneumonia tuberculosis", "depression anxiety schizophrenia autism adhd", "spanner hammer screwdriver drill saw", "cpu gpu ram disk", "wifi bluetooth ethernet", "hdmi usb vga displayport",
        "debug test deploy build compile", "unit_test integration_test", "add subtract multiply divide", "sine cosine tangent", "north south east west", "northern southern eastern western", "kilogram pound ounce gram", "mile kilometer meter inch yard",
        "celsius fahrenheit kelvin", "dollar euro pound rupee yen yuan bitcoin", "mp3 mp4", "always sometimes never", "everyone someone nobody", "daily weekly monthly yearly hourly annual", "today tomorrow yesterday", "monday tuesday wednesday thursday friday saturday sunday",
        "january february march april may june july august september october november december", "first second third fourth fifth last", "beginner intermediate advanced", "child teenager adult", "kindergarten primary secondary", "quarter half third",
    ];

    /// <summary>Words with one meaning here; the first gives the key.</summary>
    public const string Same = """
        usa united_states america us_ american; uk united_kingdom britain british great_britain; india indian; germany german; france french; spain spanish; italy italian; china chinese; japan japanese; russia russian
        turkey turkish; greece greek; poland polish; sweden swedish; norway norwegian; denmark danish; finland finnish; ireland irish; netherlands dutch holland; portugal portuguese; brazil brazilian; mexico mexican; canada canadian
        australia australian; pakistan pakistani; iran iranian; iraq iraqi; israel israeli; egypt egyptian; korea korean; vietnam vietnamese; thailand thai; ukraine ukrainian; africa african; europe european; asia asian; sri_lanka srilanka; uae united_arab_emirates
        new_york nyc; mumbai bombay; bengaluru bangalore; kolkata calcutta; chennai madras; kyiv kiev; javascript js; typescript ts; python py; go^ golang; kubernetes k8s; postgresql postgres postgre; c# csharp; c++ cpp; f# fsharp; bash shell
        macos osx mac; sqlserver mssql; gpt chatgpt; jpg jpeg; yaml yml; markdown md; latex tex; phd doctorate; mathematics math maths; soccer footie; movie film; photo picture image; buy purchase; begin start commence; end finish; remove delete erase; big large huge
        small tiny little; quick fast rapid; difficult hard tough; easy simple; happy glad; kid child; job career; cost price; error bug; fix repair solve resolve; create make build; show display; choose select pick; car automobile; correct right; cancel abort
        answer reply respond; shop store; present gift; ill sick; smart intelligent clever; rich wealthy; wrong incorrect; important significant; main major; use utilize; help assist; explain describe; kilometer kilometre; tutorial guide; function method; folder directory
        percent percentage; autumn; dad father daddy; mom mother mum; laptop notebook; weed marijuana cannabis; phone mobile cellphone smartphone; website site; internet web; colleague coworker; company firm; country nation; city town
        stop quit cease; avoid prevent; forbid prohibit; program programme; wifi wi-fi; email e-mail mail; learn study; guy man; lady woman; without with_out; gray grey; yearly annual; allow permit; purpose goal aim; only solely merely exclusively; partly partially almost nearly; entirely fully completely totally; definitely certainly surely; possibly probably maybe perhaps; method approach technique; reason cause; difference differ different
        """;

    /// <summary>The form an answer is wanted in, when it stands behind "as", "in", "into", "to" or "with".</summary>
    public const string FormWords = "json yaml xml csv html markdown table list bullet tabular pdf latex regex prose verse poem rhyme haiku diagram paragraph sentence detail depth short brief summary plain emoji";
}
