using System.Text;
using Reprise.Playback;
using Reprise.Playback.Faults;

namespace Reprise.Core.Tests.Playback;

/// <summary>What fault scripts say, which calls they are for, and what they do to an answer.</summary>
public sealed class FaultScriptTests
{
    private const string Sse = "data: {\"a\":1}\n\ndata: {\"b\":2}\n\ndata: {\"c\":3}\n\ndata: [DONE]\n\n";

    [Theory]
    [InlineData("""{"call":2}""", "-x--------")]
    [InlineData("""{"call":[1,4]}""", "x--x------")]
    [InlineData("""{"every":3}""", "--x--x--x-")]
    [InlineData("""{"times":2}""", "xx--------")]
    [InlineData("""{"after":3,"times":2}""", "---xx-----")]
    [InlineData("""{"every":2,"times":2}""", "-x-x------")]
    [InlineData("""{"probability":0}""", "----------")]
    [InlineData("""{"probability":1}""", "xxxxxxxxxx")]
    public void A_rule_meets_the_calls_it_names(string when, string expected) => Turns(when, 10).ShouldBe(expected);

    [Fact]
    public void Numbers_run_over_all_calls_or_for_each_lane_or_path()
    {
        var script = Script("""{"rules":[{"when":{"call":2,"of":"lane"},"status":500}]}""");
        string[] lanes = ["a", "b", "a", "b", "a"];
        string.Concat(lanes.Select(lane => Mark(script.Next(lane, TapeSamples.Asks("{}"))))).ShouldBe("--xx-");
        var byPath = Script("""{"rules":[{"when":{"times":1,"of":"path"},"status":500}]}""");
        string[] paths = ["/v1/a", "/v1/b", "/v1/a"];
        string.Concat(paths.Select(path => Mark(byPath.Next("", TapeSamples.Asks("{}", path))))).ShouldBe("xx-");
    }

    [Theory]
    [InlineData("""{"lane":"test-*"}""", true)]
    [InlineData("""{"lane":"other"}""", false)]
    [InlineData("""{"path":"/v1/*/completions"}""", true)]
    [InlineData("""{"path":"/v1/embeddings"}""", false)]
    [InlineData("""{"provider":"openai"}""", true)]
    [InlineData("""{"model":"gpt-4o*"}""", true)]
    [InlineData("""{"model":"gpt-4"}""", false)]
    [InlineData("""{"text":"weather"}""", true)]
    [InlineData("""{"text":"storm"}""", false)]
    [InlineData("""{"json":{"/stream":true,"/messages/0/role":"user"}}""", true)]
    [InlineData("""{"json":{"/stream":false}}""", false)]
    public void A_rule_is_for_calls_that_fit_all_it_says(string when, bool fits)
    {
        var script = Script($$"""{"rules":[{"when":{{when}},"status":500}]}""");
        var request = TapeSamples.Asks("""{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"The weather?"}]}""");
        (script.Next("test-1", request) is not null).ShouldBe(fits);
        script.Counts.Single().ShouldBe(new FaultCount("rule 1", fits ? 1 : 0, fits ? 1 : 0));
    }

    [Fact]
    public void Chance_is_the_same_for_the_same_seed_and_another_for_another()
    {
        var seven = Turns("""{"probability":0.5}""", 200, seed: 7);
        Turns("""{"probability":0.5}""", 200, seed: 7).ShouldBe(seven);
        Turns("""{"probability":0.5}""", 200, seed: 8).ShouldNotBe(seven);
        seven.Count(c => c == 'x').ShouldBeInRange(70, 130);
        Script("""{"rules":[{"status":500}]}""").Seed.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_first_rule_that_fits_or_all_of_them()
    {
        const string Rules = """ "rules":[{"name":"slow","latency_ms":100},{"name":"busy","latency_ms":50,"status":429}]}""";
        var first = Script("{\"apply\":\"first\"," + Rules).Next("", TapeSamples.Asks("{}"))!;
        (first.Rules.Single(), first.Latency.TotalMilliseconds, first.Instead).ShouldBe(("slow", 100, null));
        var all = Script("{\"apply\":\"all\"," + Rules).Next("", TapeSamples.Asks("{}"))!;
        (string.Join('+', all.Rules), all.Latency.TotalMilliseconds, all.Instead!.Status).ShouldBe(("slow+busy", 150, 429));
    }

    [Fact]
    public void A_latency_of_a_range_lies_in_it_and_differs()
    {
        var script = Script("""{"seed":1,"rules":[{"latency_ms":[10,20]}]}""");
        var waits = Enumerable.Range(0, 200).Select(_ => script.Next("", TapeSamples.Asks("{}"))!.Latency.TotalMilliseconds).ToList();
        (waits.Min(), waits.Max()).ShouldBe((10, 20));
        script.Rewind();
        script.Next("", TapeSamples.Asks("{}"))!.Latency.TotalMilliseconds.ShouldBe(waits[0]);
    }

    [Theory]
    [InlineData("openai", "/v1/chat/completions", 429, """{"error":{"message":"m","type":"requests","param":null,"code":"rate_limit_exceeded"}}""")]
    [InlineData("openai", "/v1/responses", 500, """{"error":{"message":"m","type":"server_error","param":null,"code":null}}""")]
    [InlineData("anthropic", "/v1/messages", 529, """{"type":"error","error":{"type":"overloaded_error","message":"m"}}""")]
    [InlineData("anthropic", "/v1/messages", 429, """{"type":"error","error":{"type":"rate_limit_error","message":"m"}}""")]
    [InlineData("gemini", "/v1beta/models/m:generateContent", 503, """{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}""")]
    public void An_error_has_the_providers_own_shape(string provider, string path, int status, string expected)
    {
        var script = Script($$"""{"rules":[{"status":{{status}},"message":"m","retry_after":2,"headers":{"X-RateLimit-Remaining-Requests":"0"} }]}""");
        var answer = script.Next("", TapeSamples.Asks("{}", path) with { Provider = provider })!.Instead!;
        (answer.Status, TapeSamples.Text(answer.Body)).ShouldBe((status, expected));
        answer.Headers.ShouldBe([new("x-ratelimit-remaining-requests", "0"), new("retry-after", "2")]);
    }

    [Theory]
    [InlineData("""{"cut":{"events":1}}""", "data: {\"a\":1}\n\n")]
    [InlineData("""{"cut":{"events":0}}""", "")]
    [InlineData("""{"cut":{"bytes":9}}""", "data: {\"a")]
    [InlineData("""{"cut":{"percent":100}}""", Sse)]
    public void A_stream_is_cut_where_it_says(string effect, string expected)
    {
        var answer = Changed(effect, Sse, "text/event-stream");
        TapeSamples.Text(answer.Body).ShouldBe(expected);
        answer.Broken.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"spoil":"cut-json"}""", "data: {\"a\":1}\n\ndata: {\"b\n\ndata: {\"c\":3}\n\ndata: [DONE]\n\n", "text/event-stream", Sse)]
    [InlineData("""{"spoil":"cut-json"}""", "{\"a\":", "application/json", "{\"a\":[12]}")]
    [InlineData("""{"spoil":"empty"}""", "", "application/json", "{\"a\":[12]}")]
    public void A_spoilt_answer_is_whole_and_cannot_be_read(string effect, string expected, string type, string body)
    {
        var answer = Changed(effect, body, type);
        TapeSamples.Text(answer.Body).ShouldBe(expected);
        answer.Broken.ShouldBeNull();
    }

    [Fact]
    public void Invalid_bytes_stand_in_the_middle()
    {
        var body = Changed("""{"spoil":"invalid-bytes"}""", "{\"a\":12}", "application/json").Body.ToArray();
        body.ShouldBe([.. "{\"a\""u8, 0xFF, 0xFE, 0xC0, .. ":12}"u8]);
    }

    [Fact]
    public void A_slow_stream_comes_event_by_event_or_at_a_rate()
    {
        var events = Changed("""{"per_event_ms":40}""", Sse, "text/event-stream");
        events.Chunks.Select(c => (c.Length, c.DelayMs)).ShouldBe([(15, 40), (15, 40), (15, 40), (14, 40)]);
        var rate = Changed("""{"bytes_per_second":100}""", new string('x', 12), "application/json");
        rate.Chunks.Select(c => (c.Length, c.DelayMs)).ShouldBe([(5, 50), (5, 50), (2, 20)]);
    }

    [Theory]
    [InlineData("[]", "the script is not a JSON object")]
    [InlineData("{", "the script is not valid JSON: line 1, byte 2")]
    [InlineData("""{"rules":[]}""", "the script has no rules")]
    [InlineData("""{"rules":[{"name":"busy","status":200}]}""", "rule 1 (busy) has a status that is not a whole number from 400 to 599")]
    [InlineData("""{"rules":[{"status":500},{"stauts":500}]}""", "rule 2 has 'stauts', which is none of name")]
    [InlineData("""{"rules":[{"when":{"nth":1},"status":500}]}""", "rule 1: when has 'nth', which is none of lane")]
    [InlineData("""{"rules":[{"name":"x"}]}""", "rule 1 (x) does nothing")]
    [InlineData("""{"rules":[{"cut":{"events":1,"bytes":2}}]}""", "rule 1: cut needs one of events, bytes and percent")]
    [InlineData("""{"rules":[{"latency_ms":[5,1]}]}""", "rule 1 has a latency_ms that is not a whole number")]
    [InlineData("""{"rules":[{"latency_ms":5,"retry_after":1}]}""", "without a status")]
    [InlineData("""{"rules":[{"status":500,"headers":{"a b":"c"}}]}""", "rule 1 has a headers that is not an object of texts")]
    [InlineData("""{"rules":[{"status":500,"when":{"json":{"stream":true}}}]}""", "rule 1: when has a json that is not an object of JSON pointers")]
    public void A_mistake_is_told_with_the_rules_name(string json, string expected) =>
        Should.Throw<FormatException>(() => Script(json)).Message.ShouldContain(expected);

    private static TapeAnswer Changed(string effect, string body, string type) =>
        Script($$"""{"rules":[{{effect}}]}""").Next("", TapeSamples.Asks("{}"))!.Change(new TapeAnswer { Status = 200, ContentType = type, Body = Encoding.UTF8.GetBytes(body) });

    private static string Turns(string when, int count, long seed = 1)
    {
        var script = Script($$"""{"seed":{{seed}},"rules":[{"when":{{when}},"status":500}]}""");
        return string.Concat(Enumerable.Range(0, count).Select(_ => Mark(script.Next("", TapeSamples.Asks("{}")))));
    }

    private static char Mark(PlaybackFault? fault) => fault is null ? '-' : 'x';

    private static FaultScript Script(string json) => FaultScript.Read(Encoding.UTF8.GetBytes(json));
}
