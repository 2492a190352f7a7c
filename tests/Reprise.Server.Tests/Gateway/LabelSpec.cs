using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Reprise.Interactions;
using Reprise.Server.Gateway;
using Reprise.Server.Tests.Hosts;

namespace Reprise.Server.Tests.Gateway;

/// <summary>What a caller's headers say about its call.</summary>
public sealed class LabelSpec : IAsyncLifetime
{
    private RawUpstream _upstream = null!;
    private TestServer _server = null!;
    private Dictionary<string, string> _received = [];

    public async ValueTask InitializeAsync()
    {
        _upstream = await RawUpstream.StartAsync(context =>
        {
            _received = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            return RelaySpec.AnswerAsync(context, "{}");
        });
        _server = await TestServer.StartAsync(_upstream.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Our_headers_label_the_record_and_do_not_reach_the_provider()
    {
        var recorded = await SendAsync(
            ("Reprise-Project", "shop"), ("Reprise-Session", "s-1"), ("Reprise-User", "Zoë"), ("Reprise-Prompt-Type", "planning"),
            ("Reprise-Tags", "nightly, batch,nightly"), ("Reprise-Metadata", """{"ticket":7}"""));

        recorded.Interaction.Project.ShouldBe("shop");
        recorded.Interaction.SessionId.ShouldBe("s-1");
        recorded.Interaction.UserId.ShouldBe("Zoë");
        recorded.Interaction.PromptType.ShouldBe("planning");
        recorded.Interaction.Tags.ShouldBe(["nightly", "batch"]);
        JsonDocument.Parse(recorded.Interaction.Metadata!).RootElement.GetProperty("ticket").GetInt32().ShouldBe(7);
        _received.Keys.ShouldNotContain(k => k.StartsWith("Reprise-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Headers_of_other_recorders_are_understood()
    {
        var recorded = await SendAsync(
            ("Helicone-Auth", "Bearer sk-helicone"), ("Helicone-User-Id", "u1"), ("Helicone-Session-Id", "h1"), ("Helicone-Property-Feature", "search"),
            ("x-portkey-trace-id", "t1"), ("x-portkey-metadata", """{"_user":"u2","team":"blue"}"""));

        recorded.Interaction.SessionId.ShouldBe("h1");
        recorded.Interaction.TraceId.ShouldBe("t1");
        var metadata = JsonDocument.Parse(recorded.Interaction.Metadata!).RootElement;
        metadata.GetProperty("feature").GetString().ShouldBe("search");
        metadata.GetProperty("team").GetString().ShouldBe("blue");
        _received.ShouldNotContainKey("Helicone-Auth");
    }

    [Fact]
    public async Task W3C_trace_context_names_trace_and_parent_and_goes_on_to_the_provider()
    {
        var recorded = await SendAsync(("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        recorded.Interaction.TraceId.ShouldBe("4bf92f3577b34da6a3ce929d0e0e4736");
        recorded.Interaction.ParentId.ShouldBe("00f067aa0ba902b7");
        _received["traceparent"].ShouldStartWith("00-4bf92f3577b34da6a3ce929d0e0e4736");
    }

    [Theory]
    [InlineData("Reprise-Metadata", "[1]", "header reprise-metadata is not a JSON object")]
    [InlineData("Reprise-Metadata", "{\"a\":", "header reprise-metadata is not a JSON object")]
    [InlineData("Reprise-Metadata", "{\"a\":1,\"a\":2}", null)]
    [InlineData("Reprise-Session", "a\u202Eb", "header reprise-session has characters that cannot be seen")]
    [InlineData("traceparent", "00-xyz-1-0", "header traceparent is not in the W3C form")]
    public async Task A_label_that_cannot_be_used_is_named_on_the_record_and_hurts_nobody(string name, string value, string? error)
    {
        var recorded = await SendAsync((name, value));

        if (error is not null) recorded.Interaction.RecordError!.ShouldContain(error);
    }

    private const string Original = "019a0000-1111-7222-8333-444455556666";

    [Theory]
    [InlineData(Original, Original, null)]
    [InlineData("  " + Original + " ; run=nightly 7", Original, "nightly 7")]
    [InlineData(Original + ";run=a; b", Original, "a; b")]
    [InlineData("run=branch-1", null, "branch-1")]
    public async Task A_replay_says_what_it_repeats_and_in_which_run(string value, string? of, string? run)
    {
        var recorded = await SendAsync(("Reprise-Replay", value));

        recorded.Interaction.Replay.ShouldBe(new ReplayOrigin(of is null ? null : InteractionId.Parse(of), run));
        recorded.Interaction.RecordError.ShouldBeNull();
        _received.ShouldNotContainKey("Reprise-Replay");
    }

    [Theory]
    [InlineData("the-last-one", "is not an interaction id")]
    [InlineData("; run=x", "is not an interaction id")]
    [InlineData(Original + "; run=", "has a run that is not 1 to 128 characters")]
    [InlineData(Original + "; branch=x", "has something other than run= behind its id")]
    [InlineData("nonsense; run=x", "is not an interaction id")]
    public async Task A_replay_header_that_cannot_be_used_is_named_on_the_record(string value, string why)
    {
        var recorded = await SendAsync(("Reprise-Replay", value));

        recorded.Interaction.Replay.ShouldBeNull();
        recorded.Interaction.RecordError.ShouldBe("header reprise-replay " + why);
    }

    [Fact]
    public async Task A_run_of_129_characters_is_refused_and_one_of_128_is_kept()
    {
        (await SendAsync(("Reprise-Replay", "run=" + new string('r', 128)))).Interaction.Replay!.Run!.Length.ShouldBe(128);
        var refused = (await SendAsync(("Reprise-Replay", $"{Original}; run={new string('r', 129)}"))).Interaction;
        (refused.Replay, refused.RecordError).ShouldBe((null, "header reprise-replay has a run that is not 1 to 128 characters"));
    }

    [Fact]
    public async Task A_prompt_template_and_its_variables_are_on_record()
    {
        var recorded = await SendAsync(
            ("Reprise-Prompt", "support/answer@3"), ("Reprise-Prompt-Variables", """{"name":"Zoë","count":2}"""), ("Reprise-Metadata", """{"ticket":7}"""), ("Helicone-Prompt-Id", "support"));

        (recorded.Interaction.PromptTemplate, recorded.Interaction.PromptType).ShouldBe(("support/answer@3", "support"));
        var metadata = JsonDocument.Parse(recorded.Interaction.Metadata!).RootElement;
        metadata.GetProperty("ticket").GetInt32().ShouldBe(7);
        metadata.GetProperty("prompt_variables").GetProperty("name").GetString().ShouldBe("Zoë");
    }

    [Theory]
    [InlineData("true", true, null)]
    [InlineData("No", false, null)]
    [InlineData("perhaps", false, "header reprise-consent is neither true nor false, and counts as false")]
    public void Whether_a_user_agreed_is_read_and_what_is_neither_counts_as_no(string value, bool expected, string? error)
    {
        var labels = LabelHeaders.Find(new HeaderDictionary { ["Reprise-Consent"] = value })!.With(null);

        (labels.Consent, labels.RecordError).ShouldBe((expected, error));
    }

    [Theory]
    [InlineData("Reprise-Prompt", "support", "header reprise-prompt is not a name and a version with '@' between them")]
    [InlineData("Reprise-Prompt", "@3", "header reprise-prompt is not a name and a version with '@' between them")]
    [InlineData("Reprise-Prompt", "support@", "header reprise-prompt is not a name and a version with '@' between them")]
    [InlineData("Reprise-Prompt-Variables", "[1]", "header reprise-prompt-variables is not a JSON object")]
    public async Task A_template_that_cannot_be_used_is_named_on_the_record(string name, string value, string error)
    {
        var interaction = (await SendAsync((name, value))).Interaction;

        (interaction.PromptTemplate, interaction.Metadata, interaction.RecordError).ShouldBe((null, null, error));
    }

    [Fact]
    public async Task Headers_on_which_the_answer_depends_are_on_record_and_no_others()
    {
        var recorded = await SendAsync(
            ("anthropic-version", "2023-06-01"), ("Anthropic-Beta", "tools-2024, files-2025"), ("OpenAI-Beta", "assistants=v2"), ("Authorization", "Bearer sk-very-secret"),
            ("x-api-key", "sk-ant-very-secret"), ("anthropic-dangerous-direct-browser-access", "true"), ("User-Agent", "test"), ("OpenAI-Organization", "org-1"));

        recorded.Interaction.RequestHeaders.ShouldBe([new("anthropic-beta", "tools-2024, files-2025"), new("anthropic-version", "2023-06-01"), new("openai-beta", "assistants=v2")]);
        _received["anthropic-version"].ShouldBe("2023-06-01");
    }

    [Fact]
    public async Task A_request_header_that_is_too_long_is_not_cut_but_left_out()
    {
        var recorded = await SendAsync(("anthropic-version", new string('v', 1025)), ("anthropic-beta", new string('b', 1024)));

        recorded.Interaction.RequestHeaders.ShouldHaveSingleItem().Key.ShouldBe("anthropic-beta");
    }

    [Fact]
    public async Task The_query_of_a_streamed_call_is_on_record_without_the_key()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse&key=AIza-very-secret") { Content = RelaySpec.Json("""{"contents":[]}""") };
        using var response = await _server.Http.SendAsync(request);
        var recorded = await _server.RecordedAsync(response);

        recorded.Interaction.Query.ShouldBe("?alt=sse&key=");
        recorded.Interaction.Operation.ShouldBe("POST /v1beta/models/gemini-2.5-flash:streamGenerateContent");
        var document = JsonDocument.Parse(await _server.Http.GetStringAsync($"/api/interactions/{recorded.Interaction.Id}")).RootElement;
        document.GetProperty("request").GetProperty("query").GetString().ShouldBe("?alt=sse&key=");
    }

    [Fact]
    public async Task A_call_without_a_query_has_none_on_record()
    {
        var recorded = await SendAsync();

        (recorded.Interaction.Query, recorded.Interaction.RequestHeaders.Count, recorded.Interaction.Replay, recorded.Interaction.PromptTemplate).ShouldBe((null, 0, null, null));
    }

    [Fact]
    public async Task An_overlong_label_is_left_out()
    {
        var recorded = await SendAsync(("Reprise-Session", new string('s', 5000)), ("Reprise-Tags", string.Join(',', Enumerable.Range(0, 100))));

        recorded.Interaction.SessionId.ShouldBeNull();
        recorded.Interaction.Tags.Count.ShouldBe(32);
    }

    [Fact]
    public async Task Bodies_are_left_out_where_the_caller_says_so()
    {
        var recorded = await SendAsync(("Reprise-Omit", "request, response"));

        recorded.Request.ShouldBeNull();
        recorded.Response.ShouldBeNull();
    }

    [Fact]
    public async Task Credentials_are_forwarded_and_stand_nowhere_in_the_record()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/gemini/v1beta/models/m:generateContent?key=AIza-very-secret&alt=sse") { Content = RelaySpec.Json("{}") };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-very-secret");
        request.Headers.TryAddWithoutValidation("x-api-key", "sk-ant-very-secret");
        using var response = await _server.Http.SendAsync(request);
        await _server.RecordedAsync(response);
        await _server.StopAsync();

        _received["Authorization"].ShouldBe("Bearer sk-very-secret");
        _received["x-api-key"].ShouldBe("sk-ant-very-secret");
        // Locks, and the vectors, which are numbers, stay locked until the process ends.
        foreach (var file in Directory.EnumerateFiles(_server.DataFolder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("lock" or "cache.vectors") && !file.EndsWith(".lock", StringComparison.Ordinal)))
            System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain("very-secret", customMessage: file);
    }

    private async Task<RecordedInteraction> SendAsync(params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8 });
        using var request = new HttpRequestMessage(HttpMethod.Post, _server.Url + "/openai/v1/chat/completions") { Content = RelaySpec.Json("""{"model":"m","messages":[]}""") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var project = headers.FirstOrDefault(h => h.Name == "Reprise-Project").Value ?? Projects.Default;
        return await _server.RecordedAsync(response, project);
    }
}
