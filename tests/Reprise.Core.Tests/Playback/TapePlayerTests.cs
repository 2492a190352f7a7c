using Reprise.Playback;
using Reprise.Playback.Matching;

namespace Reprise.Core.Tests.Playback;

/// <summary>Which recording answers which request.</summary>
public sealed class TapePlayerTests
{
    private static readonly PlaybackOptions s_default = new();

    [Fact]
    public void The_same_bytes_are_found_and_others_are_not()
    {
        var player = TapeSamples.Player(new PlaybackOptions { Match = MatchBy.Exact }, TapeSamples.Entry("""{"a":1}""", "one"));
        var match = player.Find("", TapeSamples.Asks("""{"a":1}"""));
        match.Kind.ShouldBe(MatchKind.Exact);
        TapeSamples.Played(match).ShouldBe("one");
        player.Find("", TapeSamples.Asks("""{"a": 1}""")).Kind.ShouldBe(MatchKind.Miss);
        player.Find("", TapeSamples.Asks("""{"a":1}""", path: "/v1/other")).Kind.ShouldBe(MatchKind.Miss);
        player.Find("", TapeSamples.Asks("""{"a":1}""") with { Provider = "mistral" }).Kind.ShouldBe(MatchKind.Miss);
        player.Find("", TapeSamples.Asks("""{"a":1}""", query: "?key=secret")).Kind.ShouldBe(MatchKind.Exact);
        player.Find("", TapeSamples.Asks("""{"a":1}""", query: "?b=2")).Kind.ShouldBe(MatchKind.Miss);
    }

    [Theory]
    [InlineData("""{ "b" : [1, 2], "a" : "é" }""", true)]
    [InlineData("""{"a":"\u00e9","b":[1,2],"user":"other"}""", true)]
    [InlineData("""{"a":"é","b":[2,1]}""", false)]
    [InlineData("""{"a":"é","b":[1,2.0]}""", false)]
    [InlineData("""{"a":"é","b":[1,2],"c":null}""", false)]
    public void What_counts_decides_when_the_bytes_differ(string body, bool isSame)
    {
        var player = TapeSamples.Player(s_default, TapeSamples.Entry("""{"a":"é","b":[1,2],"user":"u"}""", "one"));
        player.Find("", TapeSamples.Asks(body)).Kind.ShouldBe(isSame ? MatchKind.Normalised : MatchKind.Miss);
    }

    [Theory]
    [InlineData("/messages/*/id", """{"messages":[{"id":"b","t":"x"}]}""", true)]
    [InlineData("/messages/0/id", """{"messages":[{"id":"b","t":"x"}]}""", true)]
    [InlineData("/messages/1/id", """{"messages":[{"id":"b","t":"x"}]}""", false)]
    [InlineData("/messages/*", """{"messages":[{"id":"b","t":"y"}]}""", true)]
    [InlineData("/messages", """{}""", true)]
    [InlineData("/a~1b", """{"messages":[{"id":"a","t":"x"}],"a/b":1}""", true)]
    public void A_pointer_takes_a_value_out_of_the_comparison(string rule, string body, bool isSame)
    {
        var player = TapeSamples.Player(new PlaybackOptions { Ignore = [rule] }, TapeSamples.Entry("""{"messages":[{"id":"a","t":"x"}]}""", "one"));
        player.Find("", TapeSamples.Asks(body)).Kind.ShouldBe(isSame ? MatchKind.Normalised : MatchKind.Miss);
    }

    [Theory]
    [InlineData("uuid", "run 0198c1f2-5a7b-7c3d-8e9f-001122334455 ends", "run 8b3c2a1d-0000-4000-8000-00112233445a ends")]
    [InlineData("timestamp", "at 2026-11-20T14:00:00.123Z, go", "at 2025-01-02 03:04+02:00, go")]
    [InlineData("date", "on 2026-11-20.", "on 2025-01-02.")]
    [InlineData("hex", "id 00112233445566778899aabbccddeeff", "id ffeeddccbbaa99887766554433221100")]
    [InlineData("unix-time", "since 1772012052", "since 1772012059123")]
    public void A_name_takes_what_changes_within_texts_out_of_the_comparison(string rule, string recorded, string asked)
    {
        var entry = TapeSamples.Entry($$"""{"t":"{{recorded}}"}""", "one");
        TapeSamples.Player(s_default, entry).Find("", TapeSamples.Asks($$"""{"t":"{{asked}}"}""")).Kind.ShouldBe(MatchKind.Miss);
        TapeSamples.Player(new PlaybackOptions { Ignore = [rule] }, entry).Find("", TapeSamples.Asks($$"""{"t":"{{asked}}"}""")).Kind.ShouldBe(MatchKind.Normalised);
    }

    [Fact]
    public void The_boundary_of_a_form_and_the_order_of_parameters_do_not_count()
    {
        var recorded = TapeSamples.Asks("--abc\r\n\r\nfile\r\n--abc--", query: "?b=2&a=1&trace=7") with { ContentType = "multipart/form-data; boundary=abc" };
        var asked = TapeSamples.Asks("--\"x\"\r\n\r\nfile\r\n--\"x\"--".Replace("\"", ""), query: "?a=1&b=2&trace=8") with { ContentType = "multipart/form-data; boundary=\"x\"" };
        var player = TapeSamples.Player(new PlaybackOptions { Ignore = ["?trace"] }, TapeSamples.Entry(recorded, "one"));
        player.Find("", asked).Kind.ShouldBe(MatchKind.Normalised);
        player.Find("", asked with { Body = "--x\r\n\r\nother\r\n--x--"u8.ToArray() }).Kind.ShouldBe(MatchKind.Miss);
    }

    [Fact]
    public void Rules_of_the_tape_and_added_ones_hold_together_and_a_bad_one_is_named()
    {
        var tape = new Tape { Header = new TapeHeader { Ignore = ["/x"] }, Entries = [TapeSamples.Entry("""{"a":1,"x":1,"y":1,"user":"u"}""", "one")] };
        var player = new TapePlayer(tape, new PlaybackOptions { Ignore = ["/y"] });
        player.Find("", TapeSamples.Asks("""{"a":1,"x":2,"y":2,"user":"u"}""")).Kind.ShouldBe(MatchKind.Normalised);
        // The tape says what is ignored, so the usual rules do not.
        player.Find("", TapeSamples.Asks("""{"a":1,"x":1,"y":1,"user":"v"}""")).Kind.ShouldBe(MatchKind.Miss);
        Should.Throw<FormatException>(() => MatchRules.Read(["uuids"])).Message.ShouldContain("'uuids'");
    }

    [Fact]
    public void Recordings_of_one_request_are_played_in_order_to_every_lane()
    {
        var player = TapeSamples.Player(s_default, TapeSamples.Entry("1", "first"), TapeSamples.Entry("1", "second"), TapeSamples.Entry("1", "third"));
        string?[] Play(string lane, int times) => [.. Enumerable.Range(0, times).Select(_ => TapeSamples.Played(player.Find(lane, TapeSamples.Asks("1"))))];
        Play("", 2).ShouldBe(["first", "second"]);
        Play("a", 1).ShouldBe(["first"]);
        Play("", 3).ShouldBe(["third", "third", "third"]);
        Play("a", 2).ShouldBe(["second", "third"]);
        player.Rewind();
        Play("", 1).ShouldBe(["first"]);
    }

    [Fact]
    public void A_lane_that_is_on_the_tape_is_given_its_own_recordings()
    {
        var player = TapeSamples.Player(s_default, TapeSamples.Entry("1", "of a", "a"), TapeSamples.Entry("1", "of b", "b"), TapeSamples.Entry("1", "of b again", "b"));
        TapeSamples.Played(player.Find("b", TapeSamples.Asks("1"))).ShouldBe("of b");
        TapeSamples.Played(player.Find("b", TapeSamples.Asks("1"))).ShouldBe("of b again");
        TapeSamples.Played(player.Find("a", TapeSamples.Asks("1"))).ShouldBe("of a");
        TapeSamples.Played(player.Find("c", TapeSamples.Asks("1"))).ShouldBe("of a");
    }

    [Fact]
    public void An_entry_found_by_its_bytes_is_not_played_again_for_what_counts()
    {
        var player = TapeSamples.Player(new PlaybackOptions { AfterLast = AfterLast.Fail }, TapeSamples.Entry("""{"a":1}""", "first"), TapeSamples.Entry("""{"a":1,"user":"u"}""", "second"));
        TapeSamples.Played(player.Find("", TapeSamples.Asks("""{"a":1}"""))).ShouldBe("first");
        TapeSamples.Played(player.Find("", TapeSamples.Asks("""{"a":1}"""))).ShouldBe("second");
        var miss = player.Find("", TapeSamples.Asks("""{"a":1}"""));
        miss.Miss!.Reason.ShouldBe(MissReason.PlayedOut);
        miss.Miss.Message.ShouldContain("have been played");
    }

    [Fact]
    public void In_order_the_next_request_must_be_the_next_of_its_lane()
    {
        var player = TapeSamples.Player(
            new PlaybackOptions { Match = MatchBy.Ordered, AfterLast = AfterLast.Fail },
            TapeSamples.Entry("1", "one", "a"), TapeSamples.Entry("2", "other", "b"), TapeSamples.Entry("""{"n":2}""", "two", "a"));
        TapeSamples.Played(player.Find("a", TapeSamples.Asks("1"))).ShouldBe("one");
        var miss = player.Find("a", TapeSamples.Asks("1"));
        miss.Miss!.Reason.ShouldBe(MissReason.OutOfOrder);
        TapeSamples.Text(miss.Miss.Nearest!.Request.Body).ShouldBe("""{"n":2}""");
        TapeSamples.Played(player.Find("b", TapeSamples.Asks("2"))).ShouldBe("other");
        var last = player.Find("a", TapeSamples.Asks("""{ "n": 2 }"""));
        last.Kind.ShouldBe(MatchKind.Ordered);
        player.Find("a", TapeSamples.Asks("1")).Miss!.Reason.ShouldBe(MissReason.LaneOver);
        player.Find("c", TapeSamples.Asks("1")).Kind.ShouldBe(MatchKind.Ordered);
    }

    [Fact]
    public void A_miss_shows_the_nearest_recording_and_where_it_differs()
    {
        var player = TapeSamples.Player(
            s_default,
            TapeSamples.Entry("""{"model":"m","messages":[{"role":"user","content":"What is the weather?"}],"temperature":0}""", "near"),
            TapeSamples.Entry("""{"model":"other","messages":[{"role":"user","content":"far"}]}""", "far"),
            TapeSamples.Entry(TapeSamples.Asks("""{"model":"m","messages":[{"role":"user","content":"What is the weather!"}],"temperature":0}""", path: "/v1/elsewhere"), "elsewhere"));
        var miss = player.Find("lane", TapeSamples.Asks("""{"model":"m","messages":[{"role":"user","content":"What is the weather!"}],"temperature":0}""")).Miss!;
        TapeSamples.Text(miss.Nearest!.Request.Body).ShouldContain("What is the weather?");
        miss.Similarity.ShouldBe(.75);
        var difference = miss.Differences.ShouldHaveSingleItem();
        difference.Path.ShouldBe("/messages/0/content");
        difference.Original.ShouldBe("\"What is the weather?\"");
        difference.Replay.ShouldBe("\"What is the weather!\"");
        miss.Message.ShouldContain("75 % the same");
        player.Summarise().LatestMisses.ShouldHaveSingleItem().ShouldBe(miss);
    }

    [Fact]
    public void A_miss_says_little_of_large_and_hostile_text()
    {
        var hostile = new string('x', 5_000_000) + "\u001b[2J\u202E";
        var player = TapeSamples.Player(s_default, [.. Enumerable.Range(0, 300).Select(n => TapeSamples.Entry($$"""{"n":{{n}},"t\u001b":"\u001b[2J‮{{new string('y', 20_000)}}"}""", "a"))]);
        var miss = player.Find(hostile, TapeSamples.Asks($"[{string.Join(',', Enumerable.Range(0, 10_000))}]") with { Method = hostile }).Miss!;
        miss.Message.Length.ShouldBeLessThan(8000);
        var other = player.Find("\u001b", TapeSamples.Asks("""{"n":-1,"t\u001b":"\u001b"}""")).Miss!;
        other.Message.Length.ShouldBeLessThan(8000);
        other.Message.ShouldNotContain('\u001b');
        other.Message.ShouldNotContain('\u202E');
        other.Nearest.ShouldNotBeNull();
    }

    [Fact]
    public void A_miss_with_long_names_over_many_values_stays_small_in_memory()
    {
        var body = $$"""{"{{new string('n', 1_000_000)}}":[{{string.Join(',', Enumerable.Range(0, 4000))}}]}""";
        var player = TapeSamples.Player(s_default, TapeSamples.Entry(body, "one"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        player.Find("", TapeSamples.Asks(body.Replace("[0,", "[-1,"))).Miss!.Differences.ShouldHaveSingleItem().Path.ShouldEndWith("/0");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000_000);
    }

    [Fact]
    public void Unused_entries_and_what_was_found_are_counted()
    {
        var player = TapeSamples.Player(s_default, TapeSamples.Entry("1", "one"), TapeSamples.Entry("2", "two"));
        player.Find("", TapeSamples.Asks("1"));
        player.Find("", TapeSamples.Asks(" 1"));
        player.Find("", TapeSamples.Asks("3"));
        var summary = player.Summarise();
        (summary.Entries, summary.Exact, summary.Normalised, summary.Misses).ShouldBe((2, 1, 1, 1));
        TapeSamples.Text(summary.Unused.ShouldHaveSingleItem().Answer.Body).ShouldBe("two");
    }

    [Fact]
    public void What_was_just_recorded_can_be_played()
    {
        var player = TapeSamples.Player(s_default);
        player.Find("", TapeSamples.Asks("1")).Kind.ShouldBe(MatchKind.Miss);
        player.Add("", TapeSamples.Entry("1", "one"));
        TapeSamples.Played(player.Find("", TapeSamples.Asks("1"))).ShouldBe("one");
        player.Summarise().Unused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_threads_play_each_recording_once_in_each_lane()
    {
        var entries = Enumerable.Range(0, 1000).Select(n => TapeSamples.Entry("1", $"{n}")).ToArray();
        var player = TapeSamples.Player(new PlaybackOptions { AfterLast = AfterLast.Fail }, entries);
        var played = new System.Collections.Concurrent.ConcurrentBag<(string Lane, string? Answer)>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 4000), TestContext.Current.CancellationToken, (n, _) =>
        {
            var lane = $"{n % 4}";
            played.Add((lane, TapeSamples.Played(player.Find(lane, TapeSamples.Asks("1")))));
            return ValueTask.CompletedTask;
        });
        played.Distinct().Count().ShouldBe(4000);
        played.ShouldAllBe(p => p.Answer != null);
    }
}
