using System.Text.Json;
using Reprise.Evaluation.Text;
using Reprise.Tests;

namespace Reprise.Core.Tests.Evaluation.Text;

public sealed class LanguageGuessTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["English"] = "en", ["en"] = "en", ["Hindi"] = "hi", ["Bengali"] = "bn", ["Arabic"] = "ar", ["Italian"] = "it", ["French"] = "fr", ["Vietnamese"] = "vi", ["Turkish"] = "tr", ["Spanish"] = "es",
        ["Japanese"] = "ja", ["Russian"] = "ru", ["Korean"] = "ko", ["Indonesian"] = "id", ["Thai"] = "th", ["Portuguese"] = "pt", ["Chinese"] = "zh", ["German"] = "de",
    };

    [Theory]
    [InlineData("en", "Your parcel left our warehouse this morning and should arrive tomorrow.")]
    [InlineData("de", "Ihr Paket hat heute Morgen unser Lager verlassen und sollte morgen ankommen.")]
    [InlineData("fr", "Votre colis a quitté notre entrepôt ce matin et devrait arriver demain.")]
    [InlineData("es", "Su paquete salió de nuestro almacén esta mañana y debería llegar mañana.")]
    [InlineData("pt", "A sua encomenda saiu do nosso armazém esta manhã e deve chegar amanhã.")]
    [InlineData("it", "Il suo pacco ha lasciato il nostro magazzino questa mattina e dovrebbe arrivare domani.")]
    [InlineData("nl", "Uw pakket heeft vanochtend ons magazijn verlaten en zou morgen moeten aankomen.")]
    [InlineData("sv", "Ditt paket lämnade vårt lager i morse och bör komma fram i morgon, men det kan ta mycket längre tid.")]
    [InlineData("da", "Din pakke forlod vores lager i morges, og den bør nå frem i morgen efter klokken tolv, hvis ikke noget går galt. Hvad må jeg ellers hjælpe med?")]
    [InlineData("no", "Pakken din forlot lageret vårt i morges og bør komme fram i morgen, etter klokken tolv. Hva mer kan jeg hjelpe deg med?")]
    [InlineData("fi", "Pakettisi lähti varastostamme tänä aamuna ja sen pitäisi saapua huomenna.")]
    [InlineData("pl", "Twoja paczka opuściła nasz magazyn dziś rano i powinna dotrzeć jutro.")]
    [InlineData("cs", "Váš balík opustil náš sklad dnes ráno a měl by dorazit zítra.")]
    [InlineData("ro", "Coletul dumneavoastră a plecat din depozitul nostru în această dimineață și ar trebui să ajungă mâine.")]
    [InlineData("hu", "A csomagja ma reggel elhagyta a raktárunkat, és holnap meg kell érkeznie.")]
    [InlineData("tr", "Paketiniz bu sabah depomuzdan çıktı ve yarın ulaşması bekleniyor.")]
    [InlineData("id", "Paket Anda sudah meninggalkan gudang kami pagi ini dan akan tiba besok.")]
    [InlineData("vi", "Gói hàng của bạn đã rời kho của chúng tôi sáng nay và sẽ đến vào ngày mai.")]
    [InlineData("ca", "El vostre paquet ha sortit del nostre magatzem aquest matí i hauria d'arribar demà amb aquesta companyia.")]
    [InlineData("sw", "Kifurushi chako kimeondoka katika ghala letu leo asubuhi na kitafika kesho.")]
    [InlineData("ru", "Ваша посылка сегодня утром покинула наш склад и должна прибыть завтра.")]
    [InlineData("uk", "Ваша посилка сьогодні вранці залишила наш склад і має прибути завтра.")]
    [InlineData("bg", "Вашата пратка напусна нашия склад тази сутрин и трябва да пристигне утре.")]
    [InlineData("sr", "Ваш пакет је јутрос напустио наше складиште и требало би да стигне сутра.")]
    [InlineData("ar", "غادر طردك مستودعنا هذا الصباح ومن المفترض أن يصل غدا.")]
    [InlineData("fa", "بسته شما امروز صبح از انبار ما خارج شد و باید فردا برسد.")]
    [InlineData("ur", "آپ کا پارسل آج صبح ہمارے گودام سے روانہ ہوا اور کل پہنچ جائے گا۔")]
    [InlineData("hi", "आपका पार्सल आज सुबह हमारे गोदाम से निकल गया है और कल पहुँच जाना चाहिए।")]
    [InlineData("mr", "तुमचे पार्सल आज सकाळी आमच्या गोदामातून निघाले आहे आणि उद्या पोहोचेल.")]
    [InlineData("el", "Το δέμα σας έφυγε από την αποθήκη μας σήμερα το πρωί.")]
    [InlineData("he", "החבילה שלך יצאה מהמחסן שלנו הבוקר.")]
    [InlineData("ja", "お荷物は今朝倉庫を出ましたので、明日到着する予定です。")]
    [InlineData("zh", "您的包裹今天早上离开了我们的仓库,应该明天到达。")]
    [InlineData("ko", "고객님의 소포는 오늘 아침 창고를 떠났으며 내일 도착할 예정입니다.")]
    [InlineData("th", "พัสดุของคุณออกจากคลังสินค้าของเราเมื่อเช้านี้")]
    public void A_sentence_is_told(string language, string text) => LanguageGuess.Of(text).Language.ShouldBe(language);

    [Fact]
    public void Every_language_there_is_has_its_sentence()
    {
        var tested = typeof(LanguageGuessTests).GetMethod(nameof(A_sentence_is_told))!.GetCustomAttributesData().Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)[0].Value!);
        LanguageProfiles.All.Select(profile => profile.Language).Except(tested, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("```\nfor (int i = 0; i < 3; i++) { the.of(and); }\n```")]
    [InlineData("xq zzkw 17")]
    public void What_is_in_no_language_is_not_told(string text) => LanguageGuess.Of(text).ShouldBe(default);

    [Fact]
    public void Foreign_words_and_code_do_not_turn_a_text()
    {
        LanguageGuess.Of("Das ist der Befehl `git push the thing` und er heißt auf Englisch \"push\", weil die Datei in die Cloud geht.").Language.ShouldBe("de");
        LanguageGuess.Of("Das geht so:\n```python\nif this and that or not is in the list: return with open\n```\nund dann ist es fertig.").Language.ShouldBe("de");
        LanguageGuess.Of("これはGitHubのREADMEです").Language.ShouldBe("ja");
    }

    /// <summary>Three in a hundred labels name the language of the attack and not that of the text, which is a cipher, Zulu or a sentence in another language.</summary>
    [Fact]
    public void Real_messages_are_told_mostly()
    {
        var rows = Labelled().ToList();
        var wrong = rows.Select(row => (row.Language, row.Text, Guess: LanguageGuess.Of(row.Text).Language)).Where(row => row.Guess != row.Language).ToList();
        foreach (var group in rows.GroupBy(row => row.Language, StringComparer.Ordinal))
        {
            var missed = wrong.Where(row => row.Language == group.Key).ToList();
            output.WriteLine($"{group.Key}: {group.Count() - missed.Count} of {group.Count()}; taken for {string.Join(' ', missed.CountBy(row => row.Guess ?? "none").Select(pair => $"{pair.Key}×{pair.Value}"))}");
        }

        foreach (var row in wrong.Take(150)) output.WriteLine($"{row.Language} → {row.Guess ?? "none"}: {row.Text[..Math.Min(100, row.Text.Length)].ReplaceLineEndings(" ")}");
        var accuracy = 1 - (double)wrong.Count / rows.Count;
        output.WriteLine($"all: {accuracy:P1} of {rows.Count}");
        accuracy.ShouldBeGreaterThan(0.93);
    }

    private static IEnumerable<(string Language, string Text)> Labelled()
    {
        foreach (var line in File.ReadLines(SharedData.Require("injection/prompts.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.TryGetProperty("language", out var name) && name.ValueKind == JsonValueKind.String && s_names.TryGetValue(name.GetString()!, out var language)) yield return (language, row.RootElement.GetProperty("text").GetString()!);
        }

        foreach (var line in File.ReadLines(SharedData.Require("conv-oasst/trees.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            foreach (var message in Messages(row.RootElement.GetProperty("prompt"))) yield return message;
        }
    }

    private static IEnumerable<(string Language, string Text)> Messages(JsonElement message)
    {
        yield return (message.GetProperty("lang").GetString()!, message.GetProperty("text").GetString()!);
        if (!message.TryGetProperty("replies", out var replies)) yield break;
        foreach (var found in replies.EnumerateArray().SelectMany(Messages)) yield return found;
    }
}
