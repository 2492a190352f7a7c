using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Playback;
using Reprise.Playback.Redaction;

namespace Reprise.Core.Tests.Playback.Redaction;

/// <summary>What does not stand on a tape, and what is left of the rest.</summary>
public sealed class TapeRedactionTests
{
    private static readonly string s_key = "sk-proj-" + new string('a', 20) + "B7x";

    [Theory]
    [InlineData("write to ann@example.com now", "write to <email-1> now")]
    [InlineData("card 4111 1111 1111 1111.", "card <card-1>.")]
    [InlineData("not a card 4111 1111 1111 1112", "not a card 4111 1111 1111 1112")]
    [InlineData("pay DE89 3704 0044 0532 0130 00 today", "pay <iban-1> today")]
    [InlineData("not DE88370400440532013000", "not DE88370400440532013000")]
    [InlineData("call +49 30 901820 please", "call <phone-1> please")]
    [InlineData("1+1234567890 and 2026-11-20T14:00:00+01:00", "1+1234567890 and 2026-11-20T14:00:00+01:00")]
    [InlineData("postgres://app:hunter22@db/x", "postgres://app:<url-password-1>@db/x")]
    [InlineData("Server=db;User Id=sa;Password=Tr0ub4dor&3;Encrypt=true", "Server=db;User Id=sa;Password=<connection-password-1>;Encrypt=true")]
    [InlineData("Authorization: Bearer abcdef0123456789abcd", "Authorization: Bearer <token-1>")]
    [InlineData("id AKIAIOSFODNN7EXAMPLE", "id <key-1>")]
    [InlineData("The token budget is 4096 tokens", "The token budget is 4096 tokens")]
    [InlineData("chatcmpl-ABC123def456GHI789jkl012MNO34", "chatcmpl-ABC123def456GHI789jkl012MNO34")]
    public void A_text_loses_what_must_not_stand_on_a_tape(string text, string expected) => Redacted(JsonSerializer.Serialize(new { text }, s_relaxed)).ShouldBe(JsonSerializer.Serialize(new { text = expected }, s_relaxed));

    [Fact]
    public void A_private_key_goes_as_a_whole() =>
        Redacted("""{"k":"x\n-----BEGIN RSA PRIVATE KEY-----\nMIIB\nAAAA\n-----END RSA PRIVATE KEY-----\ny"}""").ShouldBe("""{"k":"x\n<private-key-1>\ny"}""");

    [Fact]
    public void The_same_value_has_the_same_placeholder_in_all_requests_and_answers_of_a_tape()
    {
        var redaction = TapeRedaction.CreateDefault();
        TapeSamples.Text(redaction.Redact(TapeSamples.Asks("""{"a":"ann@example.com","b":"bob@example.com"}""")).Body).ShouldBe("""{"a":"<email-1>","b":"<email-2>"}""");
        var answer = redaction.Redact(Answer("""{"c":"bob@example.com and ann@example.com"}"""));
        TapeSamples.Text(answer.Body).ShouldBe("""{"c":"<email-2> and <email-1>"}""");
        answer.Redacted.ShouldBe(2);
    }

    [Fact]
    public void All_other_bytes_stay_as_they_were()
    {
        const string Body = "{ \"n\" : 1.50 , \"e\":\"caf\\u00e9 \\/ \\ud83d\\ude00 ann@example.com \\n\", \"x\" : [ ] }\n";
        Redacted(Body).ShouldBe(Body.Replace("ann@example.com", "<email-1>", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_within_json_stays_json()
    {
        var inner = JsonSerializer.Serialize(new { to = "ann@example.com", text = "Hi\nbob@example.com", api_key = s_key });
        var outer = JsonSerializer.Serialize(new { arguments = inner });
        var redacted = JsonDocument.Parse(Redacted(outer)).RootElement.GetProperty("arguments").GetString()!;
        JsonDocument.Parse(redacted).RootElement.GetProperty("text").GetString().ShouldBe("Hi\n<email-2>");
        redacted.ShouldNotContain(s_key);
    }

    [Theory]
    [InlineData("""{"api_key":"short"}""", """{"api_key":"<secret-1>"}""")]
    [InlineData("""{"DB_PASSWORD":"p w"}""", """{"DB_PASSWORD":"p w"}""")]
    [InlineData("""{"password":"correct horse"}""", """{"password":"<secret-1>"}""")]
    [InlineData("""{"logprobs":[{"token":"hello there"}]}""", """{"logprobs":[{"token":"hello there"}]}""")]
    [InlineData("""{"properties":{"password":{"type":"string"}},"required":["password"]}""", """{"properties":{"password":{"type":"string"}},"required":["password"]}""")]
    [InlineData("""{"ann@example.com":1}""", """{"<email-1>":1}""")]
    public void Names_of_members_count_too(string body, string expected) => Redacted(body).ShouldBe(expected);

    [Fact]
    public void A_value_cut_across_events_stands_where_it_begins()
    {
        static string Event(string text) => $$$"""data: {"choices":[{"index":0,"delta":{"content":"{{{text}}}"}}]}""" + "\n\n";
        var body = Event("Write to an") + Event("n@exam") + Event("ple.com to") + Event("day") + "data: [DONE]\n\n";
        Redacted(body, "text/event-stream").ShouldBe(Event("Write to <email-1>") + Event("") + Event(" to") + Event("day") + "data: [DONE]\n\n");
    }

    [Fact]
    public void Texts_of_two_choices_are_not_taken_for_one()
    {
        static string Event(int index, string text) => $$$"""data: {"choices":[{"delta":{"content":"{{{text}}}"},"index":{{{index}}}}]}""" + "\n\n";
        var body = Event(0, "ann@exam") + Event(1, "bob@") + Event(0, "ple.com ") + Event(1, "example.org ");
        Redacted(body, "text/event-stream").ShouldBe(Event(0, "<email-1>") + Event(1, "<email-2>") + Event(0, " ") + Event(1, " "));
    }

    [Fact]
    public void Pieces_end_where_their_events_end()
    {
        const string First = "data: {\"delta\":\"ann@example.com\"}\n\n", Second = "data: {\"delta\":\" hi\"}\n\n";
        var answer = TapeRedaction.CreateDefault().Redact(Answer(First + Second) with { ContentType = "text/event-stream", Chunks = [new BodyChunk(First.Length, 5), new BodyChunk(Second.Length, 7)] });
        answer.Chunks.ShouldBe([new BodyChunk(First.Length - "ann@example.com".Length + "<email-1>".Length, 5), new BodyChunk(Second.Length, 7)]);
    }

    [Fact]
    public void Redacting_twice_changes_nothing_more()
    {
        var body = JsonSerializer.Serialize(new { a = $"ann@example.com {s_key} postgres://u:hunter22@h/ Server=x;Password=secret99;Y=1", password = "abcdef", b = "Bearer abcdef0123456789abcd" });
        var once = Redacted(body);
        once.ShouldNotBe(body);
        Redacted(once).ShouldBe(once);
    }

    [Fact]
    public void Ones_own_patterns_and_pointers()
    {
        TapeRedaction.TryCreate(["ticket=T-[0-9]+", "/metadata/*/name", "/n"], out var redaction, out _).ShouldBeTrue();
        TapeSamples.Text(redaction!.Redact(TapeSamples.Asks("""{"metadata":[{"name":"Ann"},{"name":{"x":1}}],"n":12,"t":"see T-12, ann@example.com"}""")).Body)
            .ShouldBe("""{"metadata":[{"name":"<value-1>"},{"name":"<value-2>"}],"n":"<value-3>","t":"see <ticket-1>, ann@example.com"}""");
    }

    [Fact]
    public void A_pattern_that_takes_too_long_takes_the_whole_text()
    {
        TapeRedaction.TryCreate(["slow=(?=x)(a+)+b|(x+x+)+y"], out var redaction, out _).ShouldBeTrue();
        var text = new string('x', 40);
        TapeSamples.Text(redaction!.Redact(TapeSamples.Asks($$"""{"a":"{{text}}"}""")).Body).ShouldBe("""{"a":"<slow-1>"}""");
    }

    [Theory]
    [InlineData("emial", "is no rule of redaction")]
    [InlineData("x=[", "the pattern of 'x' is no regular expression")]
    [InlineData("email=.*", "is the name of a built-in rule")]
    public void A_rule_that_is_none_is_refused(string rule, string expected)
    {
        TapeRedaction.TryCreate([rule], out _, out var mistake).ShouldBeFalse();
        mistake!.ShouldContain(expected);
    }

    [Fact]
    public void Bytes_that_are_no_text_and_compressed_answers_stay()
    {
        var redaction = TapeRedaction.CreateDefault();
        redaction.Redact(Answer("") with { Body = new byte[] { 0xFF, 0xFE, (byte)'a' } }).Redacted.ShouldBe(0);
        redaction.Redact(Answer("ann@example.com") with { Encoding = "gzip" }).Redacted.ShouldBe(0);
    }

    [Fact]
    public async Task A_redacted_tape_says_so_and_still_finds_the_original_and_its_like()
    {
        using var folder = new Reprise.Tests.TempFolder();
        var path = folder.File("tape.jsonl");
        await using (var writer = await TapeWriter.CreateAsync(path, new TapeHeader(), TapeRedaction.CreateDefault(), default))
        {
            await writer.WriteAsync(TapeSamples.Entry("""{"q":"first@example.com"}""", "one"), default);
            await writer.WriteAsync(TapeSamples.Entry("""{"q":"ann@example.com","n":1}""", """{"to":"ann@example.com"}"""), default);
            await writer.WriteAsync(TapeSamples.Entry("""{"q":"ann@example.com","n":1,"history":"ann@example.com"}""", "three"), default);
        }

        (await File.ReadAllTextAsync(path)).ShouldNotContain("@example.com");
        var tape = await TapeReader.ReadAsync(path, default);
        tape.Header.Redaction.ShouldBe(TapeRedaction.BuiltIn);
        tape.Entries[1].Answer.Redacted.ShouldBe(1);
        var player = new TapePlayer(tape, new PlaybackOptions());
        player.Find("", TapeSamples.Asks("""{"q":"ann@example.com","n":1}""")).Kind.ShouldBe(MatchKind.Exact);
        // Another order of members, and on this run the address comes first: its number would be another.
        player.Find("", TapeSamples.Asks("""{"n":1,"q":"ann@example.com"}""")).Kind.ShouldBe(MatchKind.Normalised);
        // What the program got back, it gives back.
        TapeSamples.Played(player.Find("", TapeSamples.Asks("""{"q":"ann@example.com","n":1,"history":"<email-2>"}"""))).ShouldBe("three");
        player.Find("", TapeSamples.Asks("""{"q":"ann@example.com","n":2}""")).Miss!.Message.ShouldNotContain("ann@example.com");
        TapeFindings.In(tape).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tape_that_is_added_to_counts_on()
    {
        var (tape, _) = await TapeSamples.ThroughFileAsync(TapeSamples.Entry("""{"q":"<email-3>"}""", "one"));
        var redaction = TapeRedaction.CreateDefault();
        redaction.Continue(tape);
        TapeSamples.Text(redaction.Redact(TapeSamples.Asks("""{"q":"ann@example.com"}""")).Body).ShouldBe("""{"q":"<email-4>"}""");
    }

    [Fact]
    public async Task What_looks_like_it_should_not_be_there_is_found_by_line()
    {
        var (tape, _) = await TapeSamples.ThroughFileAsync(TapeSamples.Entry("1", "one"), TapeSamples.Entry("""{"q":"ann@example.com"}""", $$"""{"a":"{{s_key}} bob@example.com"}"""));
        TapeFindings.In(tape).ShouldBe([new TapeFinding(3, "email", 2), new TapeFinding(3, "key", 1)]);
    }

    [Fact]
    public void Any_json_is_json_afterwards()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] words = ["ann@example.com", "\\n", "\"", "\\", "4111111111111111", "{", "}", "é", "\uD83D\uDE00", "\n", "password=", "Bearer abcdef0123456789abcd", "+49 30 901820", ": ", "\\\"", "\t"];
        for (var i = 0; i < 2000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(words.Length)]));
            var nested = random.Next(2) == 0 ? JsonSerializer.Serialize(new { text }) : text;
            var redacted = Redacted(JsonSerializer.Serialize(new { nested, password = random.Next(3) == 0 ? text : null }));
            Should.NotThrow(() => JsonDocument.Parse(redacted), $"seed {seed}");
            Redacted(redacted).ShouldBe(redacted, $"seed {seed}");
        }
    }

    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Redacted(string body, string type = "application/json") => TapeSamples.Text(TapeRedaction.CreateDefault().Redact(Answer(body) with { ContentType = type }).Body);

    private static TapeAnswer Answer(string body) => new() { Status = 200, ContentType = "application/json", Body = Encoding.UTF8.GetBytes(body) };
}
