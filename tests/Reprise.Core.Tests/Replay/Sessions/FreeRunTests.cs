using System.Text;
using Reprise.Replay;
using Reprise.Replay.Sessions;

namespace Reprise.Core.Tests.Replay.Sessions;

/// <summary>A session whose turns are built on new answers.</summary>
public sealed class FreeRunTests
{
    private const string System = """{"role":"system","content":"You book."}""";
    private const string Ask = """{"role":"user","content":"Fly to Oslo"}""";
    private const string Look = """{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"flights","arguments":"{\"to\":\"OSL\",\"day\":1}"}}]}""";
    private const string Found = """{"role":"tool","tool_call_id":"c1","content":"[\"SK1\"]"}""";
    private const string Offer = """{"role":"assistant","content":"SK1?"}""";
    private const string Yes = """{"role":"user","content":"Yes"}""";
    private const string Booked = """{"role":"assistant","content":"Booked."}""";

    [Fact]
    public async Task While_answers_are_the_recorded_ones_requests_are_too_although_ids_of_calls_are_new()
    {
        var bench = await RecordedAsync();
        foreach (var key in bench.Answers.Keys.ToList()) bench.Answers[key] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bench.Answers[key]).Replace("\"c1\"", "\"c9\"", StringComparison.Ordinal));
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free });
        view.FirstDivergence.ShouldBeNull();
        view.Turns.ShouldAllBe(turn => turn.SameRequest);
        view.Turns[1].Tools.ShouldBe([new UsedToolAnswer("flights", ToolAnswerSource.Recorded)]);
    }

    [Fact]
    public async Task An_answer_that_calls_no_tool_leaves_the_tool_turn_out_and_the_users_next_words_follow_it()
    {
        var bench = await RecordedAsync();
        bench.Answers[SessionBench.Key(Body(System, Ask))] = Chat("""{"role":"assistant","content":"From where?"}""");
        bench.Otherwise = Chat("""{"role":"assistant","content":"Fine."}""");
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free });
        view.FirstDivergence.ShouldBe(1);
        view.Branch.State.ShouldBe(BranchState.Completed, view.Branch.Stop?.Message);
        view.NotReached.ShouldBe([2]);
        Sent(bench, 1).ShouldBe(Text(Body(System, Ask, """{"role":"assistant","content":"From where?"}""", Yes)));
        view.Turns.Select(turn => turn.OriginTurn).ShouldBe([1, 3]);
    }

    [Fact]
    public async Task Tools_are_answered_until_the_model_stops_calling_and_then_the_users_next_words_follow()
    {
        var bench = await RecordedAsync();
        var again = Look.Replace("\"c1\"", "\"c2\"", StringComparison.Ordinal);
        bench.Answers[SessionBench.Key(Body(System, Ask, Look, Found))] = Chat(again);
        bench.Otherwise = Chat("""{"role":"assistant","content":"Fine."}""");
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free });
        view.Branch.State.ShouldBe(BranchState.Completed, view.Branch.Stop?.Message);
        var second = Found.Replace("\"c1\"", "\"c2\"", StringComparison.Ordinal);
        Sent(bench, 2).ShouldBe(Text(Body(System, Ask, Look, Found, again, second)));
        Sent(bench, 3).ShouldBe(Text(Body(System, Ask, Look, Found, again, second, """{"role":"assistant","content":"Fine."}""", Yes)));
        view.Turns.Select(turn => turn.OriginTurn).ShouldBe([1, 2, null, 3]);
        view.FirstDivergence.ShouldBe(2);
    }

    [Fact]
    public async Task Arguments_written_otherwise_are_the_same_call()
    {
        var bench = await RecordedAsync();
        var spaced = Look.Replace("""{\"to\":\"OSL\",\"day\":1}""", """{ \"day\": 1.0, \"to\": \"\\u004fSL\" }""", StringComparison.Ordinal);
        bench.Answers[SessionBench.Key(Body(System, Ask))] = Chat(spaced);
        bench.Otherwise = Chat(Offer);
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free });
        view.Turns[0].Difference.ShouldBe(AnswerDifference.None);
        view.Branch.State.ShouldBe(BranchState.Completed);
    }

    [Fact]
    public async Task A_call_that_is_not_on_record_stops_the_branch_and_names_the_nearest_one_without_its_values()
    {
        var bench = await RecordedAsync();
        bench.Answers[SessionBench.Key(Body(System, Ask))] = Chat(Look.Replace("OSL", "SECRET", StringComparison.Ordinal));
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free });
        var stop = view.Branch.Stop.ShouldNotBeNull();
        stop.Code.ShouldBe(ReplayObstacles.ToolAnswerMissing);
        stop.Turn.ShouldBe(2);
        stop.Message.ShouldContain("'to'");
        stop.Message.ShouldNotContain("'day'");
        stop.Message.ShouldNotContain("SECRET");
        stop.Message.ShouldNotContain("OSL");
        stop.StillWorks.ShouldContain(works => works.Contains("--tool-answer flights=", StringComparison.Ordinal));
        (await bench.Replayer.Branches.FindAsync(SessionBench.Project, view.Branch.BranchId, CancellationToken.None))!.State.ShouldBe(BranchState.Stopped);
    }

    [Fact]
    public async Task A_stopped_branch_goes_on_with_a_given_answer_and_asks_nothing_twice()
    {
        var bench = await RecordedAsync();
        bench.Answers[SessionBench.Key(Body(System, Ask))] = Chat(Look.Replace("OSL", "BGO", StringComparison.Ordinal));
        bench.Otherwise = Chat(Offer);
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free });
        bench.Sender.Received.Count.ShouldBe(1);
        var task = await bench.Replayer.ResumeAsync(SessionBench.Project, view.Branch.BranchId, new Dictionary<string, string> { ["flights"] = "[\"DY7\"]" }, null, "local", CancellationToken.None);
        (await task.RunAsync(null, CancellationToken.None)).State.ShouldBe(BranchState.Completed);
        bench.Sender.Received.Count.ShouldBe(3);
        Sent(bench, 1).ShouldContain("DY7");
        task.View.Turns[1].Tools.ShouldBe([new UsedToolAnswer("flights", ToolAnswerSource.Given)]);
        (await bench.ReadAsync(view.Branch.BranchId)).Tools.Find("flights", """{"to":"BGO","day":1}""", 0)!.Text.ShouldBe("[\"DY7\"]");
    }

    [Fact]
    public async Task A_live_tool_is_asked_and_its_answer_is_on_record_and_in_the_request()
    {
        var tools = new FakeTools { ["flights"] = static arguments => "live for " + arguments };
        var bench = await RecordedAsync(tools);
        bench.Otherwise = Chat(Offer);
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free, LiveTools = ["flights"] });
        tools.Asked.ShouldBe([("flights", """{"to":"OSL","day":1}""")]);
        Sent(bench, 1).ShouldContain("""{"role":"tool","tool_call_id":"c1","content":"live for {""");
        view.Turns[1].Tools.ShouldBe([new UsedToolAnswer("flights", ToolAnswerSource.Live)]);
        view.Turns[1].SameRequest.ShouldBeFalse();
        var tree = await bench.Replayer.Trees.TreeAsync(SessionBench.Project, new SessionKey("s"), CancellationToken.None);
        tree.Branches.Single().Turns.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_fork_shares_the_turns_before_it_and_changes_what_comes_behind()
    {
        var bench = await RecordedAsync();
        bench.Otherwise = Chat("""{"role":"assistant","content":"Cancelled."}""");
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free, FromTurn = 3, Changes = new ReplayChanges { Prompt = "No" } });
        bench.Sender.Received.Count.ShouldBe(1);
        Sent(bench, 0).ShouldBe(Text(Body(System, Ask, Look, Found, Offer, """{"role":"user","content":"No"}""")));
        view.FirstDivergence.ShouldBe(3);

        // The branch is a session: two shared turns and its own, and can be forked again.
        var branch = await bench.ReadAsync(view.Branch.BranchId);
        branch.Turns.Count.ShouldBe(3);
        branch.Turns[2].Parent.ShouldBe(branch.Turns[1]);
        var second = await bench.ReplayAsync(view.Branch.BranchId, new BranchRequest { FromTurn = 3 });
        second.Branch.ParentBranch.ShouldBe(view.Branch.BranchId);
        second.Branch.SessionId.ShouldBe("s");
        second.FirstDivergence.ShouldBeNull();
        var tree = await bench.Replayer.Trees.TreeAsync(SessionBench.Project, new SessionKey(second.Branch.BranchId), CancellationToken.None);
        tree.Root.Id.ShouldBe("s");
        tree.Session.Key.Id.ShouldBe(second.Branch.BranchId);
        tree.Session.Turns.Count.ShouldBe(3);
        tree.Branches.Select(found => found.Branch.ParentBranch).ShouldBe([null, view.Branch.BranchId]);
        tree.Branches.Select(found => found.FirstDivergence).ShouldBe([3, null]);
    }

    [Fact]
    public async Task A_session_that_begins_with_a_history_gets_its_own_tool_answers_and_not_those_of_the_history()
    {
        var bench = new SessionBench();
        var (again, now) = (Look.Replace("\"c1\"", "\"c2\"", StringComparison.Ordinal), Found.Replace("\"c1\"", "\"c2\"", StringComparison.Ordinal).Replace("SK1", "SK2", StringComparison.Ordinal));
        await bench.RecordAsync("s", Body(System, Ask, Look, Found, Offer, Yes), Chat(again));
        await bench.RecordAsync("s", Body(System, Ask, Look, Found, Offer, Yes, again, now), Chat(Booked));
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free });
        view.Branch.State.ShouldBe(BranchState.Completed, view.Branch.Stop?.Message);
        view.Turns.ShouldAllBe(turn => turn.SameRequest);
        SessionRebuild.Check(await bench.ReadAsync("s")).ShouldBe([RebuildOutcome.First, RebuildOutcome.Bytes]);
    }

    [Fact]
    public async Task A_call_without_arguments_is_the_same_whether_they_are_left_out_or_empty()
    {
        var bench = new SessionBench();
        var look = Look.Replace("""{\"to\":\"OSL\",\"day\":1}""", "{}", StringComparison.Ordinal);
        await bench.RecordAsync("s", Body(System, Ask), Chat(look));
        await bench.RecordAsync("s", Body(System, Ask, look, Found), Chat(Offer));
        bench.Answers[SessionBench.Key(Body(System, Ask))] = Chat(look.Replace("\"{}\"", "\"\"", StringComparison.Ordinal));
        bench.Otherwise = Chat(Offer);
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free });
        view.Branch.State.ShouldBe(BranchState.Completed, view.Branch.Stop?.Message);
        view.FirstDivergence.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"a":1}""", "```json\n{ \"a\": 1.0 }\n```", AnswerDifference.None)]
    [InlineData("""{"a":1}""", """{"a":2,"a":1}""", AnswerDifference.None)]
    [InlineData("""{"a":1}""", """{"a":2}""", AnswerDifference.Json)]
    public async Task An_answer_is_the_same_where_a_comparison_says_so(string before, string after, AnswerDifference expected)
    {
        var bench = new SessionBench();
        await bench.RecordAsync("s", Body(System, Ask), Chat(Said(before)));
        bench.Answers[SessionBench.Key(Body(System, Ask))] = Chat(Said(after));
        (await bench.ReplayAsync("s", new BranchRequest())).Turns.Single().Difference.ShouldBe(expected);

        static string Said(string content) => "{\"role\":\"assistant\",\"content\":" + global::System.Text.Json.JsonSerializer.Serialize(content) + "}";
    }

    [Fact]
    public async Task What_another_provider_has_no_place_for_is_said_of_the_turn_and_of_the_branch()
    {
        var bench = new SessionBench();
        await bench.RecordAsync("s", Encoding.UTF8.GetBytes("{\"model\":\"gpt-4o\",\"messages\":[" + Ask + "],\"logit_bias\":{\"5\":1},\"max_tokens\":9}"), Chat(Offer));
        bench.Otherwise = Encoding.UTF8.GetBytes("""{"id":"m","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"SK1?"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""");
        var view = await bench.ReplayAsync("s", new BranchRequest { Changes = new ReplayChanges { Provider = "anthropic", Model = "claude-3-5-haiku-latest" } });
        view.Turns.Single().NotCarried.ShouldContain(what => what.Contains("logit_bias", StringComparison.Ordinal));
        BranchDocument.Of(view).NotCarried.ShouldNotBeNull().ShouldContain(what => what.Contains("logit_bias", StringComparison.Ordinal));
        (await bench.Replayer.Trees.ViewAsync(SessionBench.Project, view.Branch, CancellationToken.None)).Turns.Single().NotCarried.ShouldBe(view.Turns.Single().NotCarried);
    }

    [Fact]
    public async Task A_model_that_never_stops_calling_is_stopped()
    {
        var bench = await RecordedAsync();
        bench.Answers.Clear();
        bench.Otherwise = Chat(Look);
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = BranchMode.Free });
        view.Branch.State.ShouldBe(BranchState.Stopped);
        bench.Sender.Received.Count.ShouldBe(12);
    }

    [Fact]
    public async Task An_interrupted_branch_goes_on_where_it_was()
    {
        var bench = await RecordedAsync();
        var task = await bench.Replayer.StartAsync(SessionBench.Project, new SessionKey("s"), new BranchRequest { Mode = BranchMode.Free }, "local", CancellationToken.None);
        bench.FailAfter = 2;
        await Should.ThrowAsync<OperationCanceledException>(() => task.RunAsync(null, CancellationToken.None));
        var id = task.Branch.BranchId;
        (await bench.Replayer.Branches.FindAsync(SessionBench.Project, id, CancellationToken.None))!.State.ShouldBe(BranchState.Interrupted);
        bench.FailAfter = null;
        var resumed = await bench.Replayer.ResumeAsync(SessionBench.Project, id, new Dictionary<string, string>(), null, "local", CancellationToken.None);
        (await resumed.RunAsync(null, CancellationToken.None)).State.ShouldBe(BranchState.Completed);
        resumed.View.Turns.Count.ShouldBe(3);
        resumed.View.FirstDivergence.ShouldBeNull();
        bench.Sender.Received.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_branch_whose_server_fell_silent_is_interrupted()
    {
        var bench = await RecordedAsync();
        var task = await bench.Replayer.StartAsync(SessionBench.Project, new SessionKey("s"), new BranchRequest(), "local", CancellationToken.None);
        bench.Time.Advance(Branches.Patience);
        (await bench.Replayer.Branches.FindAsync(SessionBench.Project, task.Branch.BranchId, CancellationToken.None))!.State.ShouldBe(BranchState.Running);
        bench.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await bench.Replayer.Branches.FindAsync(SessionBench.Project, task.Branch.BranchId, CancellationToken.None))!.State.ShouldBe(BranchState.Interrupted);
    }

    private static async Task<SessionBench> RecordedAsync(FakeTools? tools = null)
    {
        var bench = new SessionBench(tools: tools);
        await bench.RecordAsync("s", Body(System, Ask), Chat(Look));
        await bench.RecordAsync("s", Body(System, Ask, Look, Found), Chat(Offer));
        await bench.RecordAsync("s", Body(System, Ask, Look, Found, Offer, Yes), Chat(Booked));
        return bench;
    }

    private static byte[] Body(params string[] messages) => Encoding.UTF8.GetBytes("{\"model\":\"gpt-4o\",\"messages\":[" + string.Join(",", messages) + "],\"temperature\":0}");

    private static byte[] Chat(string message) => Reprise.Tests.TauSession.Answer(message, 1);

    private static string Sent(SessionBench bench, int index) => Text(bench.Sender.Received[index].Body.ToArray());

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body);
}
