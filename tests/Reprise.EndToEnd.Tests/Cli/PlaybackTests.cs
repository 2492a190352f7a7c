using System.Net;
using System.Text;
using Reprise.Playback;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>Tapes and playback from the command line.</summary>
public sealed class PlaybackTests
{
    [Fact]
    public async Task Check_and_show_say_what_is_on_a_tape()
    {
        using var folder = new TempFolder();
        var tape = await TapeAsync(folder);
        var check = await Run.Here("tape", "check", tape);
        check.ExitCode.ShouldBe(0, check.Error);
        check.Output.ShouldContain("2 entries");
        check.Output.ShouldContain("openai POST /v1/chat/completions");
        var json = (await Run.Here("tape", "check", tape, "--json")).Lines.ShouldHaveSingleItem();
        json.GetProperty("entries").GetInt32().ShouldBe(2);
        json.GetProperty("broken").GetInt32().ShouldBe(1);
        var show = await Run.Here("tape", "show", tape, "3");
        show.Output.ShouldContain("\"question\": 2");
        show.Output.ShouldContain("and broke off: cut");
        show.Output.ShouldNotContain("\u001b");
        (await Run.Here("tape", "show", tape, "9")).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("not a tape", "line 1")]
    [InlineData("{\"reprise_tape\":1,\"ignore\":[\"uuids\"]}\n", "'uuids'")]
    public async Task A_damaged_tape_is_named_with_its_line(string text, string expected)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("bad.jsonl"), text);
        var run = await Run.Here("tape", "check", folder.File("bad.jsonl"));
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain(expected);
        (await Run.Here("playback", "--file", folder.File("bad.jsonl"), "--urls", "http://127.0.0.1:0")).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("playback")]
    [InlineData("playback", "--file", "a", "--session", "b")]
    [InlineData("playback", "--file", "a", "--timing", "fast")]
    [InlineData("playback", "--file", "a", "--mode", "loop")]
    [InlineData("playback", "--file", "a", "--ignore", "uuids")]
    [InlineData("playback", "--file", "a", "--redact", "emial")]
    [InlineData("tape", "create", "--out", "a")]
    [InlineData("tape", "create", "--session", "a", "--out", "a", "--redact", "x=[")]
    public async Task A_wrong_command_line_is_refused(params string[] args) => (await Run.Here(args)).ExitCode.ShouldBe(2);

    [Fact]
    public async Task Check_says_what_looks_like_it_should_not_be_there()
    {
        using var folder = new TempFolder();
        var path = folder.File("tape.jsonl");
        await using (var writer = await TapeWriter.CreateAsync(path, new TapeHeader(), null, default)) await writer.WriteAsync(Entry("""{"to":"ann@example.com"}""", "one", null), default);
        (await Run.Here("tape", "check", path)).Output.ShouldContain("Looks like email: 1, on line 2.");
        var finding = (await Run.Here("tape", "check", path, "--json")).Lines.ShouldHaveSingleItem().GetProperty("findings")[0];
        (finding.GetProperty("line").GetInt32(), finding.GetProperty("kind").GetString()).ShouldBe((2, "email"));
    }

    [Fact]
    public async Task A_script_of_faults_that_is_wrong_is_refused_with_the_rules_name()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("faults.json"), """{"rules":[{"name":"busy","status":200}]}""");
        var run = await Run.Here("playback", "--file", await TapeAsync(folder), "--faults", folder.File("faults.json"), "--urls", "http://127.0.0.1:0");
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("rule 1 (busy) has a status that is not a whole number from 400 to 599");
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Playback_answers_and_tells_misses_and_unused_entries_at_its_end(bool strict, int exitCode)
    {
        using var folder = new TempFolder();
        var tape = await TapeAsync(folder);
        using var ending = new CancellationTokenSource();
        var port = FreePort();
        string[] args = ["playback", "--file", tape, "--urls", $"http://127.0.0.1:{port}"];
        var running = Run.Here(new RunSettings { CancellationToken = ending.Token }, strict ? [.. args, "--strict"] : args);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.HoldsAsync("playback listens", async () =>
        {
            try
            {
                return (await http.GetAsync("/playback/status")).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        (await (await http.PostAsync("/v1/chat/completions", new StringContent("""{"question":1}"""))).Content.ReadAsStringAsync()).ShouldBe("one");
        (await http.PostAsync("/v1/chat/completions", new StringContent("""{"question":3}"""))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await ending.CancelAsync();
        var run = await running;
        run.ExitCode.ShouldBe(exitCode, run.Error);
        run.Error.ShouldContain("no recording of POST /v1/chat/completions");
        run.Error.ShouldContain("/question: recorded 1, asked 3");
        run.Error.ShouldContain("1 calls played, 1 missed");
        run.Error.ShouldContain("not used: line 3");
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task<string> TapeAsync(TempFolder folder)
    {
        var path = folder.File("tape.jsonl");
        await using var writer = await TapeWriter.CreateAsync(path, new TapeHeader(), null, default);
        await writer.WriteAsync(Entry("""{"question":1}""", "one", null), default);
        await writer.WriteAsync(Entry("""{"question":2}""", "two \u001b[2J", "cut"), default);
        return path;
    }

    private static TapeEntry Entry(string request, string answer, string? broken)
    {
        var asked = new TapeRequest { Provider = "openai", Method = "POST", Path = "/v1/chat/completions", Body = Encoding.UTF8.GetBytes(request) };
        return new TapeEntry { Key = TapeKey.Of(asked), Request = asked, Answer = new TapeAnswer { Status = 200, ContentType = "text/plain", Body = Encoding.UTF8.GetBytes(answer), Broken = broken } };
    }
}
