using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Replay;

namespace Reprise.Core.Tests.Replay.Editing;

/// <summary>What cannot be replayed, by its code, and that something else still works.</summary>
public sealed class ObstacleTests
{
    private const string Chat = """{"model":"m","messages":[{"role":"user","content":"q"}]}""";

    [Fact]
    public void A_body_that_was_erased_is_told_from_one_that_was_never_kept()
    {
        var call = Recorded.Call("openai.chat", Chat);
        Code(call with { Request = null }).ShouldBe(ReplayObstacles.BodyErased);
        Code(call with { Request = null, Interaction = call.Interaction with { RequestBytes = 0 } }).ShouldBe(ReplayObstacles.BodyOmitted);
    }

    [Fact]
    public void A_cut_request_is_an_obstacle_and_a_cut_answer_is_none()
    {
        var call = Recorded.Call("openai.chat", Chat);
        Code(call with { Interaction = call.Interaction with { RecordError = $"the request is longer than 10 bytes and {Body.CutNote}" } }).ShouldBe(ReplayObstacles.BodyCut);
        var request = ReplayRequests.Build(call with { Interaction = call.Interaction with { RecordError = $"the answer is longer than 10 bytes and {Body.CutNote}" } }, ReplayChanges.None);
        request.Text().ShouldBe(Chat);
    }

    [Fact]
    public void A_body_that_was_redacted_or_encrypted_is_not_sent()
    {
        var call = Recorded.Call("openai.chat", Chat);
        Code(call with { Interaction = call.Interaction with { Metadata = """{"privacy":{"redactions":["email"]}}""" } }).ShouldBe(ReplayObstacles.BodyRedacted);
        Code(call with { Request = call.Request! with { ContentEncoding = "reprise-encrypted" } }).ShouldBe(ReplayObstacles.BodyEncrypted);
        ReplayRequests.Build(call with { Interaction = call.Interaction with { Metadata = """{"privacy":{"redactions":[]}}""" } }, ReplayChanges.None).Text().ShouldBe(Chat);
    }

    [Fact]
    public void A_body_in_an_unknown_or_broken_encoding_is_unreadable()
    {
        var call = Recorded.Call("openai.chat", Chat);
        Code(call with { Request = call.Request! with { ContentEncoding = "zstd" } }).ShouldBe(ReplayObstacles.BodyUnreadable);
        Code(call with { Request = call.Request! with { ContentEncoding = "gzip" } }).ShouldBe(ReplayObstacles.BodyUnreadable);
    }

    [Fact]
    public void What_is_no_call_to_a_model_is_not_replayed()
    {
        foreach (var kind in new[] { InteractionKind.Tool, InteractionKind.CliCommand, InteractionKind.Event, InteractionKind.Check, InteractionKind.ApiRequest, InteractionKind.Unknown })
        {
            var call = Recorded.Call("openai.chat", Chat);
            Code(call with { Interaction = call.Interaction with { Kind = kind } }).ShouldBe(ReplayObstacles.NotReplayable, kind.ToString());
        }
    }

    /// <summary>What is sent bears the server's key, and a record may come from anybody.</summary>
    [Theory]
    [InlineData("openai", "DELETE", "/v1/files/file-1")]
    [InlineData("openai", "GET", "/v1/chat/completions")]
    [InlineData("openai", "POST", "/v1/organization/admin_api_keys")]
    [InlineData("openai", "POST", "/v1/chat/completions/../../admin")]
    [InlineData("openai", "POST", "/v1/files/%2e%2e/%2E%2E/chat/completions")]
    [InlineData("openai", "POST", "/v1/files?x=/chat/completions")]
    [InlineData("openai", "POST", "/v1/files#/chat/completions")]
    [InlineData("openai", "POST", "/v1/messages")]
    [InlineData("openai", "POST", "//evil.example/v1/files")]
    [InlineData("openai", "POST", "chat/completions")]
    public void A_record_that_names_no_call_of_its_dialect_is_not_sent(string provider, string method, string path)
    {
        var call = Recorded.Call("openai.chat", Chat, provider: provider);
        call = call with { Interaction = call.Interaction with { Operation = $"{method} {path}" } };
        Code(call).ShouldBe(ReplayObstacles.NotReplayable);
        Should.Throw<ReplayException>(() => ReplayRequests.Build(call, ReplayChanges.None, "openai")).Code.ShouldBe(ReplayObstacles.NotReplayable);
    }

    [Fact]
    public void A_record_whose_dialect_is_none_of_a_model_is_not_sent_whatever_its_kind()
    {
        var call = Recorded.Call("json", "{}", "/v1/files", provider: "openai");
        Code(call with { Interaction = call.Interaction with { Kind = InteractionKind.Llm } }).ShouldBe(ReplayObstacles.NotReplayable);
        Recorded.Call("anthropic.messages", """{"messages":[]}""", "/my/llm", provider: "home").ShouldSatisfyAllConditions(
            own => Should.Throw<ReplayException>(() => ReplayRequests.Build(own, ReplayChanges.None)),
            own => ReplayRequests.Build(own, ReplayChanges.None, "anthropic.messages").Path.ShouldBe("/my/llm"));
    }

    [Fact]
    public void Only_headers_and_queries_that_may_be_recorded_are_sent()
    {
        var call = Recorded.Call("openai.chat", Chat, "/v1/chat/completions?alt=sse&key=SECRET");
        call = call with { Interaction = call.Interaction with { RequestHeaders = [new("x-goog-api-key", "SECRET"), new("X-Forwarded-Host", "evil"), new("OpenAI-Beta", "a=v2")] } };
        var request = ReplayRequests.Build(call, ReplayChanges.None);
        (request.Query, request.Headers).ShouldSatisfyAllConditions(sent => sent.Query.ShouldBe("?alt=sse&key="), sent => sent.Headers.ShouldBe([new("openai-beta", "a=v2")]));
    }

    [Fact]
    public void More_than_a_hundred_parameters_are_refused_at_once()
    {
        var many = Enumerable.Range(0, 101).ToDictionary(static i => $"p{i}", static _ => Recorded.Json("1"), StringComparer.Ordinal);
        Code(Recorded.Call("openai.chat", Chat), new ReplayChanges { Parameters = many }).ShouldBe(ReplayObstacles.InvalidParameter);
    }

    [Fact]
    public void What_is_no_JSON_is_sent_unchanged_and_not_edited()
    {
        var call = Recorded.Call("openai.chat", "{\"messages\":[");
        ReplayRequests.Build(call, ReplayChanges.None).Text().ShouldBe("{\"messages\":[");
        Code(call, new ReplayChanges { Prompt = "new" }).ShouldBe(ReplayObstacles.BodyUnreadable);
        Code(Recorded.Call("openai.chat", """{"model":"a","model":"b","messages":[{"role":"user","content":"q"}]}"""), new ReplayChanges { Model = "c" }).ShouldBe(ReplayObstacles.BodyUnreadable);
    }

    [Fact]
    public void A_prompt_without_a_place_has_no_place()
    {
        Code(Recorded.Call("openai.chat", """{"messages":[{"role":"assistant","content":"a"}]}"""), new ReplayChanges { Prompt = "new" }).ShouldBe(ReplayObstacles.NoPlace);
        Code(Recorded.Call("openai.embeddings", """{"input":[1,2,3]}"""), new ReplayChanges { Prompt = "new" }).ShouldBe(ReplayObstacles.NoPlace);
        Code(Recorded.Call("openai.completions", """{"prompt":"p"}"""), new ReplayChanges { System = "new" }).ShouldBe(ReplayObstacles.NoPlace);
    }

    [Theory]
    [InlineData("openai.chat", "temperature", "2.1", "0 to 2")]
    [InlineData("openai.chat", "temperature", "\"hot\"", "0 to 2")]
    [InlineData("anthropic.messages", "temperature", "1.5", "0 to 1")]
    [InlineData("openai.chat", "top_p", "-0.1", "0 to 1")]
    [InlineData("openai.chat", "max_tokens", "0", "whole number from 1")]
    [InlineData("openai.chat", "n", "129", "1 to 128")]
    [InlineData("openai.chat", "seed", "1.5", "whole number")]
    [InlineData("openai.chat", "stop", "{}", "a text or a list of texts")]
    [InlineData("anthropic.messages", "stop_sequences", "\"x\"", "a list of texts")]
    [InlineData("openai.chat", "stream", "1", "true or false")]
    [InlineData("ollama.chat", "options.num_ctx", "-1", "whole number from 1")]
    [InlineData("gemini.generate", "topP", "3", "0 to 1")]
    public void A_value_no_provider_takes_is_refused_and_the_range_is_named(string dialect, string name, string value, string range)
    {
        var refused = Should.Throw<ReplayException>(() => ReplayRequests.Build(Recorded.Call(dialect, """{"messages":[]}"""), Recorded.Parameter(name, value)));
        refused.Code.ShouldBe(ReplayObstacles.InvalidParameter);
        refused.Message.ShouldContain(range);
    }

    [Fact]
    public void Another_dialect_needs_a_model()
    {
        Code(Recorded.Call("openai.chat", Chat, provider: "openai"), new ReplayChanges { Provider = "anthropic" }).ShouldBe(ReplayObstacles.UnknownModel);
        Code(Recorded.Call("openai.embeddings", """{"input":"x"}""", provider: "openai"), new ReplayChanges { Provider = "cohere", Model = "m" }).ShouldBe(ReplayObstacles.NotReplayable);
    }

    [Fact]
    public void Hostile_bodies_end_in_an_answer_or_in_a_replay_exception()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] pieces = ["{", "}", "[", "]", ",", ":", "\"messages\"", "\"role\"", "\"user\"", "\"content\"", "\"text\"", "\"type\"", "\"model\"", "null", "1e999", "\"\\ud800\"", "\"\u00ff\"", "true", "\"parts\"", "\"system\"", "\"tools\"", "\"input\""];
        List<byte[]> bodies = [[], [0xEF, 0xBB, 0xBF], Encoding.UTF8.GetBytes(new string('[', 200_000)), Encoding.UTF8.GetBytes("{\"messages\":" + new string('[', 5000) + new string(']', 5000) + "}"),
            Encoding.UTF8.GetBytes("{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800 q\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"\\udc00\"}}]}"), [.. "{\"messages\":[{\"role\":\"user\",\"content\":\"a"u8, 0xFF, 0xC0, .. "b\"}]}"u8]];
        foreach (var template in SplicingTests.Prompts)
        {
            var body = Encoding.UTF8.GetBytes(template.Data.Item2);
            for (var i = 0; i < 60; i++)
            {
                var broken = body.ToArray();
                for (var flips = random.Next(1, 4); flips > 0; flips--) broken[random.Next(broken.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"{}[],:\"\\0tn"[random.Next(11)];
                bodies.Add(broken);
            }
        }

        for (var i = 0; i < 400; i++) bodies.Add(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => pieces[random.Next(pieces.Length)]))));
        ReplayChanges[] changes =
        [
            ReplayChanges.None, new() { Prompt = "n\ud800ew" }, new() { System = "s" }, new() { System = "" }, new() { Model = "m" }, Recorded.Parameter("a.b", "1"), Recorded.Parameter("temperature", "null"),
            new() { Context = [new ContextDocument("d", "s")] }, new() { Provider = "anthropic", Model = "m" }, new() { Provider = "gemini", Model = "m", Prompt = "p" }, new() { Provider = "openai", Model = "m", System = "s" },
        ];
        string[] dialects = ["openai.chat", "openai.responses", "anthropic.messages", "gemini.generate", "bedrock.converse", "bedrock.invoke", "ollama.chat", "cohere.chat", "gemini.embeddings", "reprise"];
        foreach (var body in bodies)
        {
            var dialect = dialects[random.Next(dialects.Length)];
            foreach (var change in changes)
            {
                try
                {
                    ReplayRequests.Build(Recorded.Call(dialect, body, Recorded.PathOf(dialect), "acme"), change);
                }
                catch (ReplayException)
                {
                    // Said so.
                }
                catch (Exception e) when (e is not ReplayException)
                {
                    Assert.Fail($"seed {seed}, {dialect}, {JsonSerializer.Serialize(change.Provider)}: {e}\n{Encoding.UTF8.GetString(body)[..Math.Min(300, body.Length)]}");
                }
            }
        }
    }

    private static string Code(RecordedInteraction call, ReplayChanges? changes = null)
    {
        var refused = Should.Throw<ReplayException>(() => ReplayRequests.Build(call, changes ?? ReplayChanges.None));
        refused.StillWorks.ShouldNotBeEmpty();
        refused.Message.ShouldNotContain("\"q\"");
        return refused.Code;
    }
}
