using System.Text;
using Reprise.Interactions;
using Reprise.Playback;
using Reprise.Playback.Faults;
using static Reprise.Core.Tests.Playback.TapeSamples;

namespace Reprise.Core.Tests.Playback;

/// <summary>What tapes must not do.</summary>
public sealed class TapeMendsTests
{
    private const string Header = """{"reprise_tape":1}""";

    [Fact]
    public void A_recording_that_fits_is_played_before_another_is_repeated()
    {
        var player = Player(new PlaybackOptions(), Entry("""{"a":1,"user":"x"}""", "one"), Entry("""{"a":1,"user":"y"}""", "two"));
        var request = Asks("""{"a":1,"user":"x"}""");
        Played(player.Find("", request)).ShouldBe("one");
        Played(player.Find("", request)).ShouldBe("two");
        Played(player.Find("", request)).ShouldBe("one");
        player.Summarise().Unused.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mistake_in_the_last_line_is_no_crash()
    {
        (await Should.ThrowAsync<TapeException>(() => ReadAsync(Header + "\n" + """{"request":{"path":"/a?b"},"answer":{}}"""))).Message.ShouldContain("line 2");
        (await ReadAsync(Header + "\n" + """{"request":{"pa""")).Notes.ShouldHaveSingleItem().ShouldContain("breaks off");
    }

    [Fact]
    public async Task A_line_of_many_pieces_is_read_once()
    {
        var text = new string('x', 3_000_000);
        var tape = await ReadAsync(string.Join('\n', Header, $$$"""{"request":{"path":"/a","text":"{{{text}}}"},"answer":{"text":"one"}}""", "", """{"request":{"path":"/b"},"answer":{"text":"two"}}""", ""));
        tape.Entries.Select(static e => Text(e.Answer.Body)).ShouldBe(["one", "two"]);
        tape.Entries[0].Request.Body.Length.ShouldBe(text.Length);
    }

    [Fact]
    public void What_does_not_count_is_no_difference()
    {
        var player = Player(new PlaybackOptions { Ignore = ["uuid", "?trace", "/items/*/id"] }, Entry(Asks("""{"a":"caf\u00e9","n":1,"user":"x","id":"0198a3a0-0000-7000-8000-000000000000","items":[{"id":1,"k":2}]}""", query: "?trace=1&v=1"), "one"));
        var miss = player.Find("", Asks("""{"items":[{"id":2,"k":2}],"id":"0198a3a0-0000-7000-8000-000000000001","n":2,"user":"y","a":"café"}""", query: "?trace=2&v=1")).Miss!;
        miss.Differences.ShouldHaveSingleItem().Path.ShouldBe("/n");
    }

    [Fact]
    public void An_exact_miss_says_that_only_the_form_differs()
    {
        var player = Player(new PlaybackOptions { Match = MatchBy.Exact }, Entry("""{"a":1,"user":"x"}""", "one"));
        player.Find("", Asks("""{ "user":"x", "a":1 }""")).Miss!.Message.ShouldContain("'normalised' would find it");
        player.Find("", Asks("""{"a":1,"user":"y"}""")).Miss!.Differences.ShouldHaveSingleItem().Path.ShouldBe("/user");
    }

    [Fact]
    public void No_credential_of_a_query_is_told_by_a_miss()
    {
        var player = Player(new PlaybackOptions(), Entry(Asks("1", query: "?v=1"), "one"));
        var miss = player.Find("", Asks("1", query: "?key=AIzaSECRET&v=2")).Miss!;
        miss.Message.ShouldNotContain("AIzaSECRET");
        miss.Differences.ShouldHaveSingleItem().Path.ShouldBe("?v");
    }

    [Fact]
    public async Task Nothing_is_lost_before_something_is_recorded()
    {
        using var folder = new Reprise.Tests.TempFolder();
        var path = folder.File("tape.jsonl");
        var options = new TapeDeckOptions { Mode = PlaybackMode.Record, File = path, Force = true };
        await (await TapeDeck.OpenAsync(options, TimeProvider.System, default)).DisposeAsync();
        File.Exists(path).ShouldBeFalse();

        await File.WriteAllTextAsync(path, "old");
        await (await TapeDeck.OpenAsync(options, TimeProvider.System, default)).DisposeAsync();
        (await File.ReadAllTextAsync(path)).ShouldBe("old");

        await using (var deck = await TapeDeck.OpenAsync(options, TimeProvider.System, default)) await deck.Writer!.WriteAsync(Entry("1", "one"), default);
        (await TapeReader.ReadAsync(path, default)).Entries.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Header + "\n")]
    public async Task A_tape_without_entries_is_recorded_rather_than_played(string text)
    {
        using var folder = new Reprise.Tests.TempFolder();
        var path = folder.File("tape.jsonl");
        await File.WriteAllTextAsync(path, text);
        await using var deck = await TapeDeck.OpenAsync(new TapeDeckOptions { Mode = PlaybackMode.PlayOrRecord, File = path }, TimeProvider.System, default);
        deck.Writer.ShouldNotBeNull();
    }

    [Fact]
    public void Half_of_a_character_is_no_crash()
    {
        var script = FaultScript.Read("""{"rules":[{"when":{"model":"m","json":{"/a":1}},"drop":true},{"when":{"json":{"/model":"m"}},"drop":true}]}"""u8.ToArray());
        script.Next("", Asks("""{"model":"\ud800","\ud800":1}""")).ShouldBeNull();
        Should.Throw<FormatException>(() => FaultScript.Read("""{"rules":[{"name":"\ud800","drop":true}]}"""u8.ToArray()));
        Should.Throw<FormatException>(() => FaultScript.Read("""{"rules":[{"when":{"model":"\ud800"},"drop":true}]}"""u8.ToArray()));
        Should.Throw<FormatException>(() => FaultScript.Read("""{"rules":[{"\ud800":1,"drop":true}]}"""u8.ToArray()));
    }

    [Fact]
    public void The_account_is_not_on_a_tape_and_where_an_answer_leads_is()
    {
        KeyValuePair<string, string>[] headers = [new("openai-organization", "acme"), new("anthropic-organization-id", "o"), new("reprise-cache-key", "k"), new("openai-version", "1")];
        TapeRecording.AnswerOf(302, null, headers, false, null, "https://x/y?a=1&sig=s").Headers.ShouldBe([new("openai-version", "1"), new("location", "https://x/y?a=1")]);
    }

    [Theory]
    [InlineData("privacy")]
    [InlineData("encrypted")]
    [InlineData("path")]
    public void What_cannot_be_played_is_left_out(string mark)
    {
        var record = Record();
        TapeRecording.TryRead(record, false, out _, out _).ShouldBeTrue();
        record = mark switch
        {
            "privacy" => record with { Interaction = record.Interaction with { Metadata = """{"privacy":{"redactions":["email"]}}""" } },
            "encrypted" => record with { Request = record.Request! with { ContentEncoding = "reprise-encrypted" } },
            _ => record with { Interaction = record.Interaction with { Operation = "POST /" + new string('a', 511) + "…" } },
        };
        TapeRecording.TryRead(record, false, out _, out var obstacle).ShouldBeFalse();
        obstacle.ShouldNotBeNull();
    }

    [Fact]
    public void A_call_that_a_fallback_answered_is_found_as_it_was_asked()
    {
        TapeRecording.TryRead(Record() with { ResponseHeaders = [new("reprise-asked", "openai")] }, false, out var entry, out _).ShouldBeTrue();
        entry!.Request.Provider.ShouldBe("openai");
        entry.Answer.Headers.ShouldBeEmpty();
    }

    private static RecordedInteraction Record() => new()
    {
        Interaction = new Interaction
        {
            Id = InteractionId.At(DateTimeOffset.UnixEpoch),
            Timestamp = DateTimeOffset.UnixEpoch,
            Project = "default",
            Kind = InteractionKind.Llm,
            Status = InteractionStatus.Success,
            Dialect = "openai.chat",
            Provider = "mistral",
            Operation = "POST " + TapeSamples.Path,
            HttpStatus = 200,
        },
        Request = new Body { Bytes = "{}"u8.ToArray(), ContentType = "application/json" },
        Response = new Body { Bytes = "{}"u8.ToArray(), ContentType = "application/json" },
    };
}
