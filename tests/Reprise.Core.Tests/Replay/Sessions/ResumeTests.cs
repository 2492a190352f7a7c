using System.Text;
using Reprise.Embeddings;
using Reprise.Replay;
using Reprise.Replay.Sessions;
using Reprise.Store;

namespace Reprise.Core.Tests.Replay.Sessions;

/// <summary>Branches that go on: one at a time, asking nothing twice, and checked as new ones are.</summary>
public sealed class ResumeTests
{
    private const string First = """{"role":"user","content":"one"}""";
    private const string Failure = """{"error":{"message":"no","code":"rate_limited"}}""";

    [Fact]
    public async Task Of_several_who_take_up_a_branch_at_once_one_gets_it()
    {
        var bench = await RecordedAsync(3);
        var id = await InterruptedAsync(bench, after: 1);
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await ResumeAsync(bench, id);
            }
            catch (ReplayException e)
            {
                e.Message.ShouldContain("at work");
                return null;
            }
        })));
        var task = tries.OfType<BranchTask>().ShouldHaveSingleItem();
        (await task.RunAsync(null, CancellationToken.None)).State.ShouldBe(BranchState.Completed);
        bench.Sender.Received.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_branch_that_was_read_before_another_took_it_up_is_not_begun_again()
    {
        var bench = await RecordedAsync(2);
        var id = await InterruptedAsync(bench, after: 0);
        var settled = new TaskCompletionSource();
        var late = new SessionReplayer(bench.Store, bench.Settings, new Replayer(bench.Store, bench.Sender, StaticEmbedder.Shared), bench.Sender, bench.Tools, bench.Time)
        {
            Settle = async _ =>
            {
                await settled.Task;
                return true;
            },
        };
        var waiting = late.ResumeAsync(SessionBench.Project, id, new Dictionary<string, string>(), null, "local", CancellationToken.None);
        await (await ResumeAsync(bench, id)).RunAsync(null, CancellationToken.None);
        settled.SetResult();
        await Should.ThrowAsync<ReplayException>(() => waiting);
        bench.Sender.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Nothing_is_resumed_while_the_record_is_behind()
    {
        var bench = await RecordedAsync(2);
        var id = await InterruptedAsync(bench, after: 0);
        var behind = new SessionReplayer(bench.Store, bench.Settings, new Replayer(bench.Store, bench.Sender, StaticEmbedder.Shared), bench.Sender, bench.Tools, bench.Time) { Settle = static _ => Task.FromResult(false) };
        (await Should.ThrowAsync<ReplayException>(() => behind.ResumeAsync(SessionBench.Project, id, new Dictionary<string, string>(), null, "local", CancellationToken.None))).Message.ShouldContain("on record yet");
        (await FindAsync(bench, id))!.State.ShouldBe(BranchState.Interrupted);
    }

    [Fact]
    public async Task A_live_tool_that_is_gone_is_missed_before_the_branch_goes_on()
    {
        var bench = await RecordedAsync(2, new FakeTools { ["flights"] = static _ => "x" });
        var task = await bench.Replayer.StartAsync(SessionBench.Project, new SessionKey("s"), new BranchRequest { Mode = BranchMode.Free, LiveTools = ["flights"] }, "local", CancellationToken.None);
        bench.FailAfter = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => task.RunAsync(null, CancellationToken.None));
        bench.Tools.Clear();
        (await Should.ThrowAsync<ReplayException>(() => ResumeAsync(bench, task.Branch.BranchId))).Code.ShouldBe(ReplayObstacles.InvalidParameter);
        (await FindAsync(bench, task.Branch.BranchId))!.State.ShouldBe(BranchState.Interrupted);
    }

    [Fact]
    public async Task Pinned_turns_that_failed_leave_the_branch_stopped_and_are_asked_again_when_it_is_resumed()
    {
        var bench = await RecordedAsync(3);
        bench.Script = call => bench.Sender.Received.Count == 2 ? Encoding.UTF8.GetBytes(Failure) : bench.Answers[SessionBench.Key(call.Body)];
        var view = await bench.ReplayAsync("s", new BranchRequest());
        view.Branch.State.ShouldBe(BranchState.Stopped);
        view.Branch.Stop!.Turn.ShouldBe(2);
        view.Turns.Count.ShouldBe(3);

        var resumed = await ResumeAsync(bench, view.Branch.BranchId);
        (await resumed.RunAsync(null, CancellationToken.None)).State.ShouldBe(BranchState.Completed);
        bench.Sender.Received.Count.ShouldBe(4);
        var read = await bench.Replayer.Trees.ViewAsync(SessionBench.Project, resumed.Branch, CancellationToken.None);
        read.Turns.Select(turn => turn.Turn).ShouldBe([1, 2, 3]);
        read.FirstDivergence.ShouldBeNull();
    }

    [Theory]
    [InlineData(BranchMode.Pinned)]
    [InlineData(BranchMode.Free)]
    public async Task A_failed_call_that_its_client_made_again_is_asked_once_and_takes_the_changed_prompt_with_it(BranchMode mode)
    {
        var bench = new SessionBench();
        await bench.RecordAsync("s", Body(First), Encoding.UTF8.GetBytes(Failure), status: 500);
        await bench.RecordAsync("s", Body(First), Answer("1"));
        bench.Otherwise = Answer("2");
        var view = await bench.ReplayAsync("s", new BranchRequest { Mode = mode, Changes = new ReplayChanges { Prompt = "two" } });
        view.Branch.State.ShouldBe(BranchState.Completed, view.Branch.Stop?.Message);
        Encoding.UTF8.GetString(bench.Sender.Received.ShouldHaveSingleItem().Body.Span).ShouldContain("two");
        view.Turns.ShouldHaveSingleItem().Turn.ShouldBe(2);
        view.NotReached.ShouldBeEmpty();
    }

    [Fact]
    public async Task Turns_that_came_to_the_session_since_are_none_of_the_branch()
    {
        var bench = await RecordedAsync(2);
        var id = await InterruptedAsync(bench, after: 1);
        await bench.RecordAsync("s", Body("""{"role":"user","content":"later"}"""), Answer("later"));
        var resumed = await ResumeAsync(bench, id);
        (await resumed.RunAsync(null, CancellationToken.None)).State.ShouldBe(BranchState.Completed);
        bench.Sender.Received.Count.ShouldBe(2);
        (await bench.Replayer.Trees.ViewAsync(SessionBench.Project, resumed.Branch, CancellationToken.None)).NotReached.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_branch_with_forks_is_kept_until_they_are_removed()
    {
        var bench = await RecordedAsync(2);
        var branch = (await bench.ReplayAsync("s", new BranchRequest())).Branch;
        var fork = (await bench.ReplayAsync(branch.BranchId, new BranchRequest { FromTurn = 2 })).Branch;
        (await Should.ThrowAsync<ReplayException>(() => RemoveAsync(bench, branch))).StillWorks.ShouldContain(works => works.Contains(fork.BranchId, StringComparison.Ordinal));
        (await RemoveAsync(bench, fork)).ShouldBeTrue();
        (await RemoveAsync(bench, branch)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_server_can_stop_or_remove_a_branch_and_the_one_at_work_notices_with_its_next_beat(bool removes)
    {
        var bench = await RecordedAsync(2);
        using var reached = new SemaphoreSlim(0);
        using var go = new ManualResetEventSlim();
        bench.Script = call =>
        {
            reached.Release();
            go.Wait(TestContext.Current.CancellationToken);
            return bench.Answers[SessionBench.Key(call.Body)];
        };
        var task = await bench.Replayer.StartAsync(SessionBench.Project, new SessionKey("s"), new BranchRequest(), "local", CancellationToken.None);
        var running = Task.Run(() => task.RunAsync(null, CancellationToken.None));
        await reached.WaitAsync(TestContext.Current.CancellationToken);
        var elsewhere = new Branches(bench.Settings, bench.Time);
        if (removes) (await elsewhere.RemoveAsync(SessionBench.Project, task.Branch, "local", CancellationToken.None)).ShouldBeTrue();
        else await elsewhere.AskToStopAsync(SessionBench.Project, task.Branch.BranchId, CancellationToken.None);
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        go.Set();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        bench.Sender.Received.Count.ShouldBe(1);
        (await FindAsync(bench, task.Branch.BranchId))?.State.ShouldBe(BranchState.Interrupted);
        (await FindAsync(bench, task.Branch.BranchId) is null).ShouldBe(removes);
    }

    [Fact]
    public async Task Branches_whose_session_is_gone_are_forgotten_with_what_was_changed_in_them()
    {
        var bench = await RecordedAsync(1);
        bench.Otherwise = Answer("2");
        var branch = (await bench.ReplayAsync("s", new BranchRequest { Changes = new ReplayChanges { System = "secret" } })).Branch;
        (await bench.Replayer.PruneAsync(CancellationToken.None)).ShouldBe(0);
        var s = FilterParser.Parse("session:s", DateTimeOffset.UnixEpoch).Filter!;
        await bench.Store.DeleteAsync(new InteractionQuery { Project = SessionBench.Project, Filter = s }, CancellationToken.None);
        (await bench.Replayer.PruneAsync(CancellationToken.None)).ShouldBe(1);
        (await FindAsync(bench, branch.BranchId)).ShouldBeNull();
    }

    private static async Task<SessionBench> RecordedAsync(int turns, FakeTools? tools = null)
    {
        var bench = new SessionBench(tools: tools);
        var said = new List<string>();
        for (var i = 1; i <= turns; i++)
        {
            said.Add($$"""{"role":"user","content":"question {{i}}"}""");
            await bench.RecordAsync("s", Body([.. said]), Answer($"answer {i}"));
            said.Add($$"""{"role":"assistant","content":"answer {{i}}"}""");
        }

        return bench;
    }

    private static async Task<string> InterruptedAsync(SessionBench bench, int after)
    {
        var task = await bench.Replayer.StartAsync(SessionBench.Project, new SessionKey("s"), new BranchRequest(), "local", CancellationToken.None);
        bench.FailAfter = after;
        await Should.ThrowAsync<OperationCanceledException>(() => task.RunAsync(null, CancellationToken.None));
        bench.FailAfter = null;
        return task.Branch.BranchId;
    }

    private static Task<BranchTask> ResumeAsync(SessionBench bench, string id) =>
        bench.Replayer.ResumeAsync(SessionBench.Project, id, new Dictionary<string, string>(), null, "local", CancellationToken.None);

    private static Task<Branch?> FindAsync(SessionBench bench, string id) => bench.Replayer.Branches.FindAsync(SessionBench.Project, id, CancellationToken.None);

    private static Task<bool> RemoveAsync(SessionBench bench, Branch branch) => bench.Replayer.Branches.RemoveAsync(SessionBench.Project, branch, "local", CancellationToken.None);

    private static byte[] Body(params string[] messages) => Encoding.UTF8.GetBytes("{\"model\":\"gpt-4o\",\"messages\":[" + string.Join(",", messages) + "],\"temperature\":0}");

    private static byte[] Answer(string text) => Reprise.Tests.TauSession.Answer($$"""{"role":"assistant","content":"{{text}}"}""", 1);
}
