using System.Security.Cryptography;
using System.Text;
using Reprise.Playback;
using Reprise.Tests;

namespace Reprise.Core.Tests.Playback;

/// <summary>Tapes as files: edited by hand, cut off by a crash, or no tapes at all.</summary>
public sealed class TapeFileTests
{
    private const string Header = """{"reprise_tape":1}""";

    [Fact]
    public async Task A_tape_written_by_hand_needs_little()
    {
        var tape = await TapeSamples.ReadAsync(Header + "\n\n" + """{"request":{"path":"/v1/models","method":"get"},"answer":{"json": { "data": [ ] }}}""");
        var entry = tape.Entries.ShouldHaveSingleItem();
        entry.Line.ShouldBe(3);
        entry.Request.Method.ShouldBe("GET");
        entry.Request.Provider.ShouldBe("openai");
        entry.Answer.Status.ShouldBe(200);
        TapeSamples.Text(entry.Answer.Body).ShouldBe("""{"data":[]}""");
        entry.Key.ShouldBe(TapeKey.Of(entry.Request));
        entry.Key.ToString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData("GET /v1/models\n"u8)));
    }

    [Fact]
    public async Task Half_a_last_line_is_dropped_with_a_note_and_the_next_entry_stands_where_it_began()
    {
        using var folder = new TempFolder();
        var path = folder.File("tape.jsonl");
        await using (var writer = await TapeWriter.CreateAsync(path, new TapeHeader(), null, default)) await writer.WriteAsync(TapeSamples.Entry("1", "one"), default);
        await File.AppendAllTextAsync(path, """{"key":"00""");
        var read = await TapeReader.ReadAsync(path, default);
        read.Entries.Count.ShouldBe(1);
        read.Notes.ShouldHaveSingleItem().ShouldContain("line 3");

        await using (var writer = await TapeWriter.AppendAsync(path, null, default)) await writer.WriteAsync(TapeSamples.Entry("2", "two"), default);
        var again = await TapeReader.ReadAsync(path, default);
        again.Notes.ShouldBeEmpty();
        again.Entries.Select(entry => TapeSamples.Text(entry.Answer.Body)).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_last_line_without_a_line_feed_is_kept_when_it_is_whole()
    {
        using var folder = new TempFolder();
        var path = folder.File("tape.jsonl");
        await File.WriteAllTextAsync(path, Header + "\n" + """{"request":{"path":"/a"},"answer":{"text":"one"}}""");
        await using (var writer = await TapeWriter.AppendAsync(path, null, default)) await writer.WriteAsync(TapeSamples.Entry("2", "two"), default);
        (await TapeReader.ReadAsync(path, default)).Entries.Select(entry => TapeSamples.Text(entry.Answer.Body)).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task Wherever_a_recorder_is_killed_the_tape_can_be_read()
    {
        using var folder = new TempFolder();
        var path = folder.File("tape.jsonl");
        await using (var writer = await TapeWriter.CreateAsync(path, new TapeHeader(), null, default))
            foreach (var n in Enumerable.Range(0, 3)) await writer.WriteAsync(TapeSamples.Entry($$"""{"n":{{n}},"t":"é"}""", "answer\nof lines"), default);
        var whole = await File.ReadAllBytesAsync(path);
        var afterHeader = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var length = afterHeader; length < whole.Length; length++)
        {
            var tape = await TapeReader.ReadAsync(new MemoryStream(whole, 0, length), "t", default);
            var lines = whole.AsSpan(0, length).Count((byte)'\n') - 1;
            tape.Entries.Count.ShouldBeInRange(lines, lines + 1);
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{\"a\":1}\n", "line 1: is not the first line of a tape")]
    [InlineData("[1]\n", "line 1")]
    [InlineData("{\"reprise_tape\":2}\n", "version 2")]
    [InlineData("{\"reprise_tape\":\"x\"}\n", "line 1")]
    [InlineData(Header + "\n{\n", "line 2: is not valid JSON at byte")]
    [InlineData(Header + "\n\n[]\n", "line 3: is not a JSON object")]
    [InlineData(Header + "\n{\"request\":{\"path\":\"/a\"}}\n", "line 2: has no object 'answer'")]
    [InlineData(Header + "\n{\"request\":{},\"answer\":{}}\n", "without a path")]
    [InlineData(Header + "\n{\"request\":{\"path\":\"/a\"},\"answer\":{\"status\":101}}\n", "200 to 599")]
    [InlineData(Header + "\n{\"key\":\"xyz\",\"request\":{\"path\":\"/a\"},\"answer\":{}}\n", "key")]
    [InlineData(Header + "\n{\"request\":{\"path\":\"/a\",\"text\":\"a\",\"json\":1},\"answer\":{}}\n", "more than one")]
    [InlineData(Header + "\n{\"request\":{\"path\":\"/a\",\"text\":\"\\ud800\"},\"answer\":{}}\n", "half of a character")]
    [InlineData(Header + "\n{\"request\":{\"path\":\"/a\"},\"answer\":{\"base64\":\"*\"}}\n", "base64")]
    [InlineData(Header + "\n{\"request\":{\"path\":\"/a\"},\"answer\":{\"text\":\"a\",\"chunks\":[[1]]}}\n", "chunk")]
    [InlineData(Header + "\n{\"request\":{\"path\":\"/a\"},\"answer\":{\"layout\":\"wild\",\"json\":{}}}\n", "layout")]
    public async Task What_is_wrong_is_said_with_its_line(string text, string expected)
    {
        var e = await Should.ThrowAsync<TapeException>(() => TapeSamples.ReadAsync(text));
        e.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task A_layout_that_blows_a_body_up_is_refused()
    {
        var body = string.Concat(Enumerable.Repeat("[", 60)) + string.Join(',', Enumerable.Repeat("1", 1_000_000)) + string.Concat(Enumerable.Repeat("]", 60));
        var e = await Should.ThrowAsync<TapeException>(() => TapeSamples.ReadAsync(Header + "\n" + "{\"request\":{\"path\":\"/a\"},\"answer\":{\"layout\":\"indent 8\",\"json\":" + body + "}}\n"));
        e.Message.ShouldContain("too long");
    }

    [Fact]
    public async Task Chunks_of_an_edited_answer_are_put_right_with_a_note()
    {
        var tape = await TapeSamples.ReadAsync(Header + "\n" + """{"request":{"path":"/a"},"answer":{"text":"abcdefghij","chunks":[[10,5],[0,1],[10,7]]}}""" + "\n");
        tape.Entries[0].Answer.Chunks.Sum(chunk => chunk.Length).ShouldBe(10);
        tape.Entries[0].Answer.Chunks.Select(chunk => chunk.DelayMs).ShouldBe([5, 8]);
        tape.Notes.ShouldHaveSingleItem().ShouldContain("line 2");
    }

    [Fact]
    public async Task A_tape_with_anything_on_it_is_read_or_refused()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var (_, text) = await TapeSamples.ThroughFileAsync(TapeSamples.Entry("""{"a":[1,{"b":"c"}]}""", "x\ny", "lane"), TapeSamples.Entry("{\n  \"a\": 1\n}", """{"b":2}"""));
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < 4000; i++)
        {
            var broken = bytes.ToArray();
            for (var n = random.Next(1, 5); n > 0; n--) broken[random.Next(broken.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"{}[]\",:0\n\\"[random.Next(10)];
            try
            {
                var tape = await TapeReader.ReadAsync(new MemoryStream(broken, 0, random.Next(broken.Length)), "t", default);
                var player = new TapePlayer(tape with { Header = new TapeHeader() }, new PlaybackOptions());
                foreach (var entry in tape.Entries)
                {
                    player.Find(entry.Lane, entry.Request);
                    player.Find("", entry.Request with { Body = broken });
                }
            }
            catch (TapeException)
            {
                // Said in words.
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, run {i}: {e}");
            }
        }
    }
}
