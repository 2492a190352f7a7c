using System.Text;
using Reprise.Demo;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Playback;
using Reprise.Server.Playback;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>From a client's calls through the gateway to a tape, and back to the client without a provider.</summary>
public sealed class PlaybackOfRecordTests
{
    private static readonly (string Path, string Body)[] s_calls =
    [
        ("/openai/v1/chat/completions", """{"model":"gpt-4o","messages":[{"role":"user","content":"What is a tape?"}]}"""),
        ("/openai/v1/chat/completions", """{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Say it in pieces."}]}"""),
        ("/anthropic/v1/messages?beta=true", """{"model":"claude-sonnet-4-6","max_tokens":100,"messages":[{"role":"user","content":"And here, ann@example.com?"}]}"""),
        ("/openai/v1/chat/completions", """{"model":"gpt-4o","messages":[{"role":"user","content":"What is a tape?"}]}"""),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recorded_session_becomes_a_tape_that_answers_the_same_calls_with_the_same_bytes()
    {
        using var folder = new TempFolder();
        await using var upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions { Pace = 0 }, Cancellation);
        await using var server = await ServerProcess.StartAsync(folder.File("data"), upstream.Providers.Select(p => $"Providers:{p.Key}:BaseUrl={p.Value}"));
        var recorded = await AskAsync(server.Url, "a \"quoted\" session", null);
        await AskAsync(server.Url, "another", null);
        var tool = new StringContent("""{"kind":"tool","tool_id":"x","session_id":"a \"quoted\" session"}""", Encoding.UTF8, "application/json");
        (await server.Http.PostAsync("/api/interactions", tool, Cancellation)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("all is on record", async () => await server.CountAsync("stored") == 9);

        var create = await Run.Here("tape", "create", "--session", "a \"quoted\" session", "--out", folder.File("tape.jsonl"), "--server", server.Url);

        create.ExitCode.ShouldBe(0, create.Error);
        create.Error.ShouldContain("left out 1 of 5 interactions, which were not calls over HTTP");
        create.Error.ShouldContain("Wrote 4 entries");
        (await File.ReadAllTextAsync(folder.File("tape.jsonl"), Cancellation)).ShouldNotContain("sk-secret");
        (await File.ReadAllTextAsync(folder.File("tape.jsonl"), Cancellation)).ShouldContain("And here, <email-1>?");
        await Run.Here("tape", "create", "--session", "a \"quoted\" session", "--out", folder.File("all.jsonl"), "--no-redact", "--server", server.Url);
        (await File.ReadAllTextAsync(folder.File("all.jsonl"), Cancellation)).ShouldContain("ann@example.com");
        (await Run.Here("tape", "create", "--session", "x", "--out", folder.File("tape.jsonl"), "--server", server.Url)).ExitCode.ShouldBe(1);
        (await Run.Here("tape", "create", "--session", "nobody", "--out", folder.File("none.jsonl"), "--server", server.Url)).ExitCode.ShouldBe(1);
        File.Exists(folder.File("none.jsonl")).ShouldBeFalse();
        var asked = upstream.RequestCount;

        await using var playback = await PlaybackServer.StartAsync(new PlaybackServerOptions { File = folder.File("tape.jsonl"), Urls = ["http://127.0.0.1:0"], Matching = new PlaybackOptions { AfterLast = AfterLast.Fail } }, Cancellation);
        (await AskAsync(playback.Addresses[0], "a \"quoted\" session", "exact")).ShouldBe(recorded);
        (await AskAsync(playback.Addresses[0], "a new lane", "exact")).ShouldBe(recorded);
        upstream.RequestCount.ShouldBe(asked);
        playback.Summarise().Unused.ShouldBeEmpty();
    }

    private static async Task<List<string>> AskAsync(string url, string session, string? how)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var answers = new List<string>();
        foreach (var (path, body) in s_calls)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-secret");
            request.Headers.TryAddWithoutValidation("x-api-key", "sk-secret");
            request.Headers.TryAddWithoutValidation("Reprise-Session", session);
            using var response = await http.SendAsync(request, Cancellation);
            var answer = Convert.ToBase64String(await response.Content.ReadAsByteArrayAsync(Cancellation));
            answers.Add($"{(int)response.StatusCode} {response.Content.Headers.ContentType} {answer}");
            if (how is not null) response.Headers.GetValues("Reprise-Playback").ShouldBe([how]);
        }

        return answers;
    }
}
