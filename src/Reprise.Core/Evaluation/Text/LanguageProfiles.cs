namespace Reprise.Evaluation.Text;

/// <summary>
/// The languages that are told apart, and by what: short frequent words, written down by us, and letters few languages have. A language is added by a line here and a
/// sentence in its test.
/// </summary>
internal static class LanguageProfiles
{
    public static IReadOnlyList<LanguageProfile> All { get; } =
    [
        new("en", "latin", "the of and to in is you that it he was for on are as with his they at be this have from or had by but not what all were we when your can said there an which she do how their if will other about out many then them these some her would like him into has more two could my than been who its now did get come may i'm don't it's you're sure here me us our should a i am any very good no think thanks thank hello does why write give most need that's no let's please i've i'll doesn't between after before because only over such each help", ""),
        new("de", "latin", "der die das und ist nicht ein eine zu den von mit sich auf für im dem des sie ich auch es an werden aus er hat dass wird bei sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man dann kann können wenn wir ihr du mir mich was sehr hier diese dieser dieses keine als ihre sein um unter gibt bitte wo schreibe gib dein deine ihren ihnen welche welcher warum danke hallo", "äöüß"),
        new("fr", "latin", "le la les de des du un une et est que qui dans en pour pas sur au aux avec ce cette ces il elle ils nous vous je tu ne se sont plus par mais ou où sa son ses leur leurs être avoir fait été comme tout peut si même aussi très bien voici mon ma mes votre vos c'est l'on d'un d'une qu'il j'ai n'est y merci écris comment pourquoi quel quelle", "éèêëàâçîïôûùœ"),
        new("es", "latin", "el la los las de del y en que es un una por con para no se su sus lo como más pero al le ya o este esta estos son fue ha muy sin sobre también me hay desde todo nos cuando entre ser qué si te uno eso puede porque esto está están cómo aquí mi tu yo usted hola cuál escribe gracias dónde imagina podrías próxima cuántos", "áéíóúñ¿¡"),
        new("pt", "latin", "o a os as de do da dos das em no na nos nas um uma e é que para por com não se mais como mas foi ao ele ela seu sua ou ser quando muito há já está eu também só pelo pela até isso entre era depois sem mesmo aos ter seus quem você tem são minha meu pode este esta qual olá escreva obrigado sobre quanto onde porque", "ãõçáéíóúâêôà"),
        new("it", "latin", "il lo la i gli le di del della dei delle che e è un una uno in per con non si da al alla nel nella sono come più anche ma se ha o su questo questa ci dal suo sua loro essere stato hanno quando molto io mi ti cosa può perché tutti tutto qui ecco quello quale sei ho tu mio puoi scrivi quanto dammi perciò grazie ciao vostra nostro", "àèéìòù"),
        new("nl", "latin", "de het een en van is dat in te niet op zijn met voor die er aan ook als maar om bij je ik hij ze wij u naar dan nog wel door over uit wat kan worden heeft hebben deze dit was werd of geen meer tot zo hun mijn moet kunnen zou waar hoe veel zich onder tegen wordt", "ë"),
        new("sv", "latin", "och att det i en på är som av för med den till inte om ett har jag de kan du var vi så från men ska eller där när hur vad han hon efter också mycket måste finns alla andra vill skulle detta denna dessa sig min din sin blir mer vid bara här", "åäö"),
        new("da", "latin", "og at det i en på er som af for med den til ikke om et har jeg de kan du var vi så fra men skal eller der når hvordan hvad han hun efter også meget må findes alle andre vil skulle dette denne disse sig min din sin bliver mere ved kun her hvor blev været nogle", "æøå"),
        new("no", "latin", "og at det i en på er som av for med den til ikke om et har jeg de kan du var vi så fra men skal eller der når hvordan hva han hun etter også mye må finnes alle andre vil skulle dette denne disse seg min din sin blir mer ved bare her hvor ble vært noen", "æøå"),
        new("fi", "latin", "ja on ei että se oli hän mutta ovat kun niin kuin tai myös joka jos minä sinä me te he tämä nämä mitä miten missä voi olla sen ole vain sekä jotka siitä vielä nyt hyvin kaikki mukaan jälkeen ennen ollut olen olet voit minun sinun tässä siellä kanssa koska", "äö"),
        new("pl", "latin", "i w na z że się nie do to jest o jak a po co za od dla tak ale czy są być przez ich jego jej był było oraz może przy już tylko ten ta te które który która gdy jeśli lub można bardzo mnie ja ty my wy pan jestem mam jako pod też", "ąćęłńóśźż"),
        new("cs", "latin", "a v na je že se s z do to o jak i k po co za od pro tak ale jsou být ve jeho její byl bylo nebo při již jen ten ta které který která když pokud lze může velmi mě já ty my vy jsem mám jako také není ze si už", "ěščřžýáíéůúňťď"),
        new("ro", "latin", "și în de la cu pe nu este un o să din că ce mai pentru care au a fost sunt ca sau dar se al ale lui ei dacă după prin fi când foarte acest această aceste eu tu noi voi poate trebuie unde cum toate fie era până despre mele meu", "ăâîșşțţ"),
        new("hu", "latin", "a az és hogy nem is egy ez van volt meg de csak már mint ha vagy még be ki el fel le aki ami mi én te ő mert azt ezt lehet kell nagyon itt ott így úgy minden sem szerint után között lesz lenne amely ezek azok vagyok", "őűáéíóöúü"),
        new("tr", "latin", "ve bir bu da de için ile çok ne gibi daha olarak var o ben sen biz siz en kadar sonra olan değil mi mı her ama veya ya ki şu nasıl neden olduğunu olur olan bana sana beni tüm nedir misin lütfen önce göre şey ise hiç yok merhaba teşekkürler nerede kim", "ığşçöü"),
        new("id", "latin", "yang dan di dengan untuk dari ini itu pada adalah tidak dalam akan juga saya anda ke atau oleh sebagai bisa dapat karena ada mereka kami kita lebih telah sudah tersebut seperti banyak jika apa bagaimana hanya harus saat bahwa aku kamu semua setelah sebuah tetapi agar lagi tolong tulis contoh terima kasih halo kata cara membuat", ""),
        new("vi", "latin", "và của là có không được cho với các trong một những này đó để khi đã sẽ người như từ tôi bạn cũng thì mà nếu nào về tại vì phải rất làm ra đến nhiều hơn hãy gì thế nhưng theo sau hoặc bị", "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
        new("ca", "latin", "el la els les de del i en que és un una per amb no es al com més però seu seva o aquest aquesta són ser ha molt sense sobre també quan entre què si tot hi ho pel dels als això està jo tu meva meu aquí perquè fins", "àèéíòóúçï·"),
        new("sw", "latin", "na ya wa kwa ni katika la za kama hii hiyo huo au si pia kuwa lakini yake wao mimi wewe sisi hapa sana watu kila mtu zaidi baada hivyo nini jinsi yangu yako ambayo", ""),
        new("ru", "cyrillic", "и в не на я что он с как это по но из у за от то для же бы вы так мы к ты его она они быть был было есть если или при только уже когда все мне меня вас нет да может можно также этот эта который которые чтобы очень во где кто сейчас какой какова какие напиши затем спасибо привет почему", "ыэъё"),
        new("uk", "cyrillic", "і в не на я що він з як це по але із у за від то для та ви так ми до ти його вона вони бути був було є якщо або при тільки вже коли все мені мене вас ні може можна також цей ця який які щоб дуже й", "іїєґ"),
        new("bg", "cyrillic", "и в не на аз че той с как това по но из за от то са се ще вие така ние да ти го тя те бъде беше е ако или при само вече когато всички ми ме ви може също този тази който която които много във", "ъщ"),
        new("sr", "cyrillic", "и у не на ја да он са као то по али из за од је се ви тако ми до ти га она они бити био било ако или при само већ када све мени вас може такође овај ова који која које веома су", "јљњћђџ"),
        new("ar", "arabic", "في من على أن إلى هذا هذه التي الذي عن مع كان ما لا هو هي أو كل بعد قبل لم لن قد إن كما بين حيث ذلك يمكن أنا أنت نحن هل كيف ثم غير عند إذا ليس أي لك يا و ماهو كلمة شكرا مرحبا", "ةأإىؤئ"),
        new("fa", "arabic", "و در به از که این را با است برای آن یک می شود های هم تا بر خود من شما ما او اگر یا نیز بود شده کرد کند باید دارد چه هر پس نیست چگونه ها اما", "پچژگکی"),
        new("ur", "arabic", "کے کی میں ہے سے کا اور کو پر یہ ہیں نے کہ ایک اس بھی نہیں کیا تو ہو جو لیے گیا تھا آپ ہم وہ کر مجھے اگر یا ان ہوں کیسے", "ٹڈڑںےہھ"),
        new("hi", "devanagari", "के है में की और का को से पर यह हैं ने कि एक इस भी नहीं क्या तो हो जो लिए गया था आप हम वह कर मुझे अगर या उन हूँ कैसे मैं हूं आपको मेरे", ""),
        new("mr", "devanagari", "आणि आहे मध्ये च्या ची चा ला हे ते या एक नाही आहेत मी तुम्ही आपण होते काय कसे साठी किंवा पण तर म्हणून झाले हा ही त्या असे", "ळ"),
    ];

    private static readonly Dictionary<string, string> s_byScript = new(StringComparer.Ordinal)
    {
        ["greek"] = "el", ["armenian"] = "hy", ["hebrew"] = "he", ["bengali"] = "bn", ["gurmukhi"] = "pa", ["gujarati"] = "gu", ["tamil"] = "ta", ["telugu"] = "te", ["kannada"] = "kn",
        ["malayalam"] = "ml", ["sinhala"] = "si", ["thai"] = "th", ["lao"] = "lo", ["burmese"] = "my", ["georgian"] = "ka", ["hangul"] = "ko", ["ethiopic"] = "am", ["khmer"] = "km", ["kana"] = "ja", ["han"] = "zh",
    };

    private static readonly Dictionary<string, string> s_scripts = All.ToDictionary(profile => profile.Language, profile => profile.Script, StringComparer.Ordinal);

    /// <summary>The one language of a script, as far as we tell; null when there are several.</summary>
    public static string? OfScript(string script) => s_byScript.GetValueOrDefault(script);

    public static string? ScriptOf(string language) => s_scripts.GetValueOrDefault(language);

    /// <summary>Every language there can be as an answer.</summary>
    public static IReadOnlyList<string> Languages => [.. All.Select(profile => profile.Language).Concat(s_byScript.Values).Order(StringComparer.Ordinal)];
}

/// <param name="Language">ISO 639-1.</param>
/// <param name="Script">The script it is written in.</param>
/// <param name="Words">Frequent words, one space between, in lower case.</param>
/// <param name="Letters">Letters that few other languages of the script have.</param>
internal sealed record LanguageProfile(string Language, string Script, string Words, string Letters);
