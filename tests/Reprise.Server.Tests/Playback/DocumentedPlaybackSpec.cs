using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.RegularExpressions;
using OpenAI;
using OpenAI.Chat;
using Reprise.Client.Playback;
using Reprise.Playback;
using Reprise.Server.Playback;
using Reprise.Server.Tests.Playback.Clients;
using Reprise.Tests;

namespace Reprise.Server.Tests.Playback;

/// <summary>The samples of the page about playback compile, run, and are those that are printed there.</summary>
public sealed partial class DocumentedPlaybackSpec
{
    private const string Question = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Capital of France?"}]}""";
    private const string Answer = """{"id":"c1","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Paris"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    [Fact]
    public async Task The_dotnet_sample_runs()
    {
        using var folder = new TempFolder();
        var path = folder.File("capital.jsonl");
        await using (var writer = await TapeWriter.CreateAsync(path, new TapeHeader(), null, default)) await writer.WriteAsync(PlaybackHost.Entry(Question, Answer), default);

        await using var tape = await TapeHandler.OpenAsync(path);
        var chat = new ChatClient("gpt-4o-mini", new ApiKeyCredential("none"), new OpenAIClientOptions { Transport = new HttpClientPipelineTransport(tape.CreateClient()) });

        ChatCompletion answer = await chat.CompleteChatAsync("Capital of France?");

        answer.Content[0].Text.ShouldBe("Paris");
        tape.VerifyAllUsed();
    }

    [Theory]
    [InlineData("csharp", "tests/Reprise.Server.Tests/Playback/DocumentedPlaybackSpec.cs")]
    [InlineData("js", "tests/clients/samples/playback.test.mjs")]
    [InlineData("python", "tests/clients/samples/test_playback.py")]
    public void A_sample_is_the_one_on_the_page(string language, string file)
    {
        var here = ProjectFolder.Read(file).Split('\n').Select(static line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        var lines = Sample().Matches(ProjectFolder.Read("docs/playback.md")).First(match => match.Groups["language"].Value == language).Groups["code"].Value
            .Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0).ToList();
        lines.Count.ShouldBeGreaterThan(4);
        lines.Where(line => !here.Contains(line)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_javascript_sample_runs()
    {
        var folder = await NodePackages.InstallAsync("clients");
        await using var host = await StartAsync();
        var output = await NodeScript.OutputOfAsync("node", folder, ["--test", "samples/playback.test.mjs"], new Dictionary<string, string> { ["REPRISE_PLAYBACK"] = host.Url });
        output.ShouldContain("pass 1");
        host.Server.Summarise().Exact.ShouldBe(1);
    }

    [Fact]
    public async Task The_python_sample_runs()
    {
        await using var host = await StartAsync();
        await NodeScript.OutputOfAsync("python3", Path.Combine(ProjectFolder.Path, "tests", "clients", "samples"), ["-B", "test_playback.py"], new Dictionary<string, string> { ["REPRISE_PLAYBACK"] = host.Url });
        var summary = host.Server.Summarise();
        (summary.Exact + summary.Normalised, summary.Misses).ShouldBe((1, 0));
    }

    [Fact]
    public async Task The_script_of_faults_on_the_page_is_one()
    {
        var script = Sample().Matches(ProjectFolder.Read("docs/playback.md")).First(match => match.Groups["code"].Value.Contains("\"rules\"", StringComparison.Ordinal)).Groups["code"].Value;
        await using var host = await PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = Tape(), Faults = Reprise.Playback.Faults.FaultScript.Read(System.Text.Encoding.UTF8.GetBytes(script)) });
        ((int)(await host.AskAsync(Question)).Response.StatusCode).ShouldBe(429);
    }

    private static Tape Tape() => new() { Entries = [PlaybackHost.Entry(Question, Answer)] };

    private static Task<PlaybackHost> StartAsync() => PlaybackHost.StartAsync(new PlaybackServerOptions { Tape = Tape() });

    [GeneratedRegex(@"```(?<language>\w+)\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sample();
}
