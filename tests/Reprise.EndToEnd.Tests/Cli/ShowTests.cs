using System.IO.Compression;
using System.Text;

namespace Reprise.EndToEnd.Tests.Cli;

public class ShowTests
{
    private const string Id = "01900000-0000-7000-8000-000000000001";

    /// <summary>Clears the screen, sets a title, writes the clipboard, a C1 sequence, a reversed line, a bell, a lone surrogate's place and a carriage return.</summary>
    private const string Hostile = "\u001b[2J\u001b]0;owned\u0007\u001b]52;c;ZXZpbA==\u0007\u009b31m\u202Egnp.exe\u2066\u0000\r\u007f\u2028[red]markup[/]";

    [Fact]
    public async Task A_conversation_reads_from_question_to_answer()
    {
        await using var server = await FakeServer.StartAsync(2);

        var run = await Run.Here("show", Id, "--server", server.Url);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.IndexOf("question 1", StringComparison.Ordinal).ShouldBeLessThan(run.Output.IndexOf("answer 1", StringComparison.Ordinal));
        run.Output.ShouldContain("gpt-4o");
        run.Output.ShouldContain("10 in, 5 out");
    }

    [Fact]
    public async Task Last_is_the_latest_interaction()
    {
        await using var server = await FakeServer.StartAsync(5);

        (await Run.Here("show", "last", "--server", server.Url)).Output.ShouldContain("question 4");
    }

    [Fact]
    public async Task Recorded_text_cannot_send_escape_sequences_to_the_terminal()
    {
        await using var server = await FakeServer.StartAsync();
        var record = server.Add(1, content: Hostile);
        record["model"] = Hostile;
        record["error_message"] = Hostile;
        record["session_id"] = Hostile;
        record["request"]!["messages"]![0]!["content"] = Hostile;
        record["request"]!["messages"]![0]!["role"] = Hostile;
        record["response"]!["tool_calls"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["name"] = Hostile, ["arguments"] = new System.Text.Json.Nodes.JsonObject { ["x"] = Hostile } });
        record["tags"] = new System.Text.Json.Nodes.JsonArray(Hostile);
        server.Bodies[$"{Id}/response"] = (Encoding.UTF8.GetBytes(Hostile), "text/plain", null);
        string[][] commands =
        [
            ["show", Id], ["show", Id, "--json"], ["show", Id, "--raw", "response"], ["search"], ["search", "--json"], ["tail", "-n", "1"], ["tail", "-n", "1", "--json"],
            ["session", "show", Hostile], ["session", "list"], ["stats"], ["export"], ["show", Hostile],
        ];

        foreach (var command in commands)
        {
            var run = await Run.Here(new RunSettings { OutputIsTerminal = true, Environment = { ["NO_COLOR"] = "1", ["TERM"] = "dumb" } }, [.. command, "--server", server.Url]);

            foreach (var c in run.Output + run.Error) IsHarmless(c).ShouldBeTrue($"U+{(int)c:X4} from {string.Join(' ', command)}");
        }

        var shown = await Run.Here("show", Id, "--server", server.Url);
        shown.Output.ShouldContain("␛[2J");
        shown.Output.ShouldContain("[red]markup[/]");
    }

    [Fact]
    public async Task Raw_bytes_are_exact_when_redirected()
    {
        await using var server = await FakeServer.StartAsync(2);
        var bytes = Enumerable.Range(0, 70_000).Select(static i => (byte)i).ToArray();
        server.Bodies[$"{Id}/response"] = (bytes, "application/octet-stream", null);
        server.Bodies[$"{Id}/request"] = (Compress("hello"), "application/json", "gzip");

        (await Run.Process("show", Id, "--raw", "response", "--server", server.Url)).Bytes.ShouldBe(bytes);
        (await Run.Here("show", Id, "--raw", "request", "--server", server.Url)).Bytes.ShouldBe(server.Bodies[$"{Id}/request"].Bytes);
        (await Run.Here("show", Id, "--raw", "request", "--decode", "--server", server.Url)).Output.ShouldBe("hello");
    }

    [Fact]
    public async Task Json_is_the_whole_record_on_one_line()
    {
        await using var server = await FakeServer.StartAsync(2);
        server.Add(1)["something_new"] = 7;

        var line = (await Run.Here("show", Id, "--json", "--server", server.Url)).Lines.ShouldHaveSingleItem();

        line.GetProperty("something_new").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task An_unknown_id_is_told_in_the_servers_words()
    {
        await using var server = await FakeServer.StartAsync();

        var run = await Run.Here("show", "nothing", "--server", server.Url);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("No interaction nothing.");
    }

    [Fact]
    public async Task Long_texts_are_cut_unless_all_is_asked_for()
    {
        await using var server = await FakeServer.StartAsync();
        server.Add(1, content: new string('a', 10_000) + "END");

        (await Run.Here("show", Id, "--server", server.Url)).Output.ShouldContain("more characters");
        (await Run.Here("show", Id, "--full", "--server", server.Url)).Output.ShouldContain("END");
    }

    private static bool IsHarmless(char c) =>
        c is '\n' or '\t' || (!char.IsControl(c) && c is not ('\u2028' or '\u2029') && char.GetUnicodeCategory(c) is not System.Globalization.UnicodeCategory.Format);

    private static byte[] Compress(string text)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return result.ToArray();
    }
}
