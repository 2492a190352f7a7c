using Reprise.Interactions;
using Reprise.Retention;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Retention;

public sealed class RetentionRunTests
{
    private const string Project = RetentionStage.Project;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_any_policy_what_is_older_than_90_days_goes_and_nothing_else()
    {
        var stage = new RetentionStage();
        foreach (var days in new[] { 400, 200, 91, 90.001 }) await stage.RecordAsync(days);
        var kept = new List<InteractionId>();
        foreach (var days in new[] { 90, 89.999, 10, 0 }) kept.Add(await stage.RecordAsync(days));
        var elsewhere = await stage.RecordAsync(91, project: "other");
        var report = await stage.RunAsync(project: Project);
        (await stage.LeftAsync()).ShouldBe(kept);
        (await stage.LeftAsync("other")).ShouldBe([elsewhere]);
        var line = report.Lines.ShouldHaveSingleItem();
        (line.Rule, line.Kinds, line.Limit, line.Source, line.Interactions, line.Bytes).ShouldBe((RetentionLine.Days, "all", 90, "built in", 4, 40));
        line.Before.ShouldBe(stage.Time.GetUtcNow().AddDays(-90));
    }

    [Fact]
    public async Task Every_project_with_anything_on_record_is_looked_at_under_its_own_policy()
    {
        var stage = new RetentionStage();
        stage.Options.Projects["short"] = new RetentionScopeOptions { Days = 1 };
        stage.Options.Projects["ever"] = new RetentionScopeOptions { Days = 0 };
        foreach (var project in new[] { "short", "ever", "usual" })
        {
            await stage.RecordAsync(1000, project: project);
            await stage.RecordAsync(2, project: project);
        }

        await stage.RunAsync();
        (await stage.LeftAsync("short")).Count.ShouldBe(0);
        (await stage.LeftAsync("ever")).Count.ShouldBe(2);
        (await stage.LeftAsync("usual")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_kind_has_days_of_its_own_and_the_others_keep_theirs()
    {
        var stage = new RetentionStage();
        stage.Options.Default.Kinds["tool"] = new RetentionKindOptions { Days = 7 };
        stage.Options.Default.Kinds["check"] = new RetentionKindOptions { Days = 7 };
        stage.Options.Default.Kinds["event"] = new RetentionKindOptions { Days = 0 };
        await stage.RecordAsync(8, InteractionKind.Tool);
        await stage.RecordAsync(8, InteractionKind.Check);
        await stage.RecordAsync(91, InteractionKind.Unknown);
        InteractionId[] kept = [await stage.RecordAsync(900, InteractionKind.Event), await stage.RecordAsync(8), await stage.RecordAsync(6, InteractionKind.Tool)];
        var report = await stage.RunAsync();
        (await stage.LeftAsync()).ShouldBe(kept);
        report.Lines.Select(line => (line.Kinds, line.Limit, line.Interactions)).ShouldBe([("all but check,event,tool", 90, 1), ("check", 7, 1), ("tool", 7, 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task Bodies_go_before_their_columns()
    {
        var stage = new RetentionStage();
        stage.Options.Default.BodyDays = 30;
        var old = new List<InteractionId>();
        for (var days = 40; days > 30; days--) old.Add(await stage.RecordAsync(days));
        var fresh = await stage.RecordAsync(29);
        var report = await stage.RunAsync();
        (await stage.LeftAsync()).ShouldBe([.. old, fresh]);
        (await stage.WithBodiesAsync()).ShouldBe([fresh]);
        report.Lines.Single(line => line.Rule == RetentionLine.BodyDays).Interactions.ShouldBe(10);
        (await stage.Store.FindAsync(Project, old[0], Cancellation))!.Interaction.RequestBytes.ShouldBe(10, "it goes on saying how long they were");
    }

    [Fact]
    public async Task Bodies_that_are_kept_as_long_as_their_columns_are_left_alone()
    {
        var stage = new RetentionStage();
        stage.Options.Default.BodyDays = 0;
        stage.Options.Default.Kinds["tool"] = new RetentionKindOptions { BodyDays = 200 };
        await stage.RecordAsync(80);
        await stage.RecordAsync(80, InteractionKind.Tool);
        (await stage.RunAsync()).Lines.ShouldAllBe(line => line.Rule == RetentionLine.Days);
        (await stage.WithBodiesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Bodies_of_what_was_imported_late_or_is_held_no_longer_go_within_a_day()
    {
        var stage = new RetentionStage();
        stage.Options.Default.BodyDays = 30;
        var held = await stage.RecordAsync(50, with: interaction => interaction with { UserId = "alice" });
        await stage.HoldAsync("case-1", "user:alice");
        await stage.RunAsync();
        (await stage.WithBodiesAsync()).ShouldBe([held]);

        await stage.Holds.LiftAsync(Project, "case-1", "local", Cancellation);
        await stage.RunAsync();
        (await stage.WithBodiesAsync()).ShouldBeEmpty("with the holds the mark is void");

        await stage.RecordAsync(45);
        stage.Time.Advance(TimeSpan.FromHours(1));
        await stage.RunAsync();
        (await stage.WithBodiesAsync()).Count.ShouldBe(1, "what lies behind the mark is looked at once a day");
        stage.Time.Advance(TimeSpan.FromHours(23));
        await stage.RunAsync();
        (await stage.WithBodiesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Of_too_many_the_oldest_go_and_exactly_enough(int most)
    {
        var stage = new RetentionStage();
        stage.Options.Default.MaxInteractions = most;
        var ids = new List<InteractionId>();
        for (var i = 10; i > 0; i--) ids.Add(await stage.RecordAsync(i));
        await stage.RunAsync();
        (await stage.LeftAsync()).ShouldBe(ids.TakeLast(most));
    }

    [Fact]
    public async Task Exactly_enough_go_also_of_those_that_share_a_millisecond()
    {
        var stage = new RetentionStage();
        stage.Options.Default.MaxInteractions = 3;
        for (var i = 0; i < 10; i++) await stage.RecordAsync(5);
        var before = await stage.LeftAsync();
        await stage.RunAsync();
        (await stage.LeftAsync()).ShouldBe(before.TakeLast(3));
    }

    [Fact]
    public async Task Of_too_many_bytes_the_oldest_go_until_it_is_enough()
    {
        var stage = new RetentionStage();
        stage.Options.Default.MaxBytes = 65;
        var ids = new List<InteractionId>();
        foreach (var bytes in new[] { 10, 20, 30, 25, 10, 20 }) ids.Add(await stage.RecordAsync(10 - ids.Count, bytes: bytes));
        var report = await stage.RunAsync();
        (await stage.LeftAsync()).ShouldBe(ids.TakeLast(3), "115 bytes less 10, 20 and 30 are 55; without the 30 they would be 85");
        report.Lines.Single(line => line.Rule == RetentionLine.MaxBytes).Bytes.ShouldBe(60);
    }

    [Fact]
    public async Task A_limit_of_a_kind_counts_that_kind_and_the_projects_counts_all()
    {
        var stage = new RetentionStage();
        stage.Options.Default.MaxInteractions = 5;
        stage.Options.Default.Kinds["tool"] = new RetentionKindOptions { MaxInteractions = 2 };
        var llm = new List<InteractionId>();
        var tools = new List<InteractionId>();
        for (var i = 20; i > 10; i--)
        {
            llm.Add(await stage.RecordAsync(i));
            tools.Add(await stage.RecordAsync(i - 0.5, InteractionKind.Tool));
        }

        await stage.RunAsync();
        (await stage.LeftAsync()).ShouldBe([llm[7], llm[8], tools[8], llm[9], tools[9]]);
    }

    [Fact]
    public async Task A_dry_run_removes_nothing_and_counts_what_the_run_then_removes()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        for (var round = 0; round < 20; round++)
        {
            var stage = new RetentionStage();
            stage.Options.Default.Days = random.Next(2) * 60;
            stage.Options.Default.BodyDays = random.Next(3) * 20;
            stage.Options.Default.MaxInteractions = random.Next(3) * 12;
            stage.Options.Default.MaxBytes = random.Next(2) * 300;
            stage.Options.Default.Kinds["tool"] = new RetentionKindOptions { Days = random.Next(3) * 30, MaxInteractions = random.Next(3) * 5, BodyDays = random.Next(2) * 10 };
            for (var i = 0; i < 40; i++)
                await stage.RecordAsync(random.Next(100), random.Next(2) == 0 ? InteractionKind.Llm : InteractionKind.Tool, bytes: random.Next(1, 30), with: interaction => interaction with { UserId = $"u{random.Next(4)}" });
            if (random.Next(2) == 0) await stage.HoldAsync("case-1", "user:u1");
            var before = await stage.LeftAsync();
            var dry = await stage.RunAsync(dryRun: true);
            (await stage.LeftAsync()).ShouldBe(before);
            (await stage.WithBodiesAsync()).ShouldBe(before);
            (await stage.AuditAsync("retention.*")).ShouldBeEmpty();
            var real = await stage.RunAsync();
            real.Lines.ShouldBe(dry.Lines, $"seed {seed}, round {round}");
            real.Lines.Where(line => line.Rule != RetentionLine.BodyDays).Sum(line => line.Interactions).ShouldBe(before.Count - (await stage.LeftAsync()).Count, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public async Task What_is_held_stays_and_keeps_its_bodies()
    {
        var stage = new RetentionStage();
        stage.Options.Default.BodyDays = 30;
        stage.Options.Default.MaxInteractions = 2;
        InteractionId[] held =
        [
            await stage.RecordAsync(300, with: interaction => interaction with { UserId = "alice" }),
            await stage.RecordAsync(60, with: interaction => interaction with { UserId = "alice" }),
            await stage.RecordAsync(50, with: interaction => interaction with { UserId = "alice" }),
        ];
        await stage.RecordAsync(301);
        await stage.RecordAsync(61);
        await stage.HoldAsync("case-1", "user:alice");
        var report = await stage.RunAsync();
        (await stage.LeftAsync()).ShouldBe(held, "the limit of two cannot be kept");
        (await stage.WithBodiesAsync()).ShouldBe(held);
        report.Lines.Single(line => line.Rule == RetentionLine.Days).Held.ShouldBe(1);
        report.Lines.Single(line => line.Rule == RetentionLine.BodyDays).Held.ShouldBe(2);
    }

    [Fact]
    public async Task A_hold_placed_during_a_run_holds_from_then_on()
    {
        var stage = new RetentionStage();
        for (var i = 0; i < 9; i++) await stage.RecordAsync(200 - i);
        var steps = 0;
        await stage.RunAsync(mayGoOn: async _ =>
        {
            if (++steps == 2) await stage.HoldAsync("case-1", "kind:llm");
            return true;
        });
        (await stage.LeftAsync()).Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_hold_that_cannot_be_read_holds_everything()
    {
        var stage = new RetentionStage();
        await stage.RecordAsync(200);
        await stage.Settings.PutAsync(new() { Project = Project, Kind = Hold.SettingKind, Key = "broken", Value = "[]" }, null, null, Cancellation);
        await stage.RunAsync();
        (await stage.LeftAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_removes_nothing()
    {
        var stage = new RetentionStage();
        await stage.RecordAsync(200);
        await stage.Settings.PutAsync(new() { Project = "", Kind = RetentionScope.SettingKind, Key = "all", Value = """{"days":-1}""" }, null, null, Cancellation);
        (await Should.ThrowAsync<StoreException>(() => stage.RunAsync())).Message.ShouldContain("all projects");
        (await stage.LeftAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task A_run_that_is_ended_between_steps_is_gone_on_with(int lastStep)
    {
        var stage = new RetentionStage();
        stage.Options.Default.BodyDays = 30;
        for (var i = 0; i < 10; i++) await stage.RecordAsync(200 - i);
        var kept = new List<InteractionId>();
        for (var i = 0; i < 10; i++) kept.Add(await stage.RecordAsync(50 - i));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var steps = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => stage.RunAsync(
            mayGoOn: async _ =>
            {
                if (++steps == lastStep) await ending.CancelAsync();
                ending.Token.ThrowIfCancellationRequested();
                return true;
            },
            cancellationToken: ending.Token));
        await stage.RunAsync();
        (await stage.LeftAsync()).ShouldBe(kept);
        (await stage.WithBodiesAsync()).ShouldBeEmpty();
        var said = (await stage.AuditAsync("retention.*")).Where(entry => entry.Action is "retention.delete" or "retention.drop_bodies").Select(entry => System.Text.Json.Nodes.JsonNode.Parse(entry.Details!)!).ToList();
        said.Sum(details => details["interactions"]!.GetValue<long>()).ShouldBe(20, "what went is said once, in however many runs");
    }

    [Fact]
    public async Task A_store_that_fails_at_any_call_ends_the_run_and_the_next_one_goes_on()
    {
        for (var failing = 1; ; failing++)
        {
            var store = new FaultyStore(failing);
            var stage = new RetentionStage(store);
            stage.Options.Default.BodyDays = 30;
            stage.Options.Default.MaxInteractions = 12;
            for (var i = 0; i < 7; i++) await stage.RecordAsync(200 - i);
            for (var i = 0; i < 15; i++) await stage.RecordAsync(50 - i);
            store.IsArmed = true;
            var failed = false;
            try
            {
                await stage.RunAsync();
            }
            catch (StoreException)
            {
                failed = true;
            }

            store.IsArmed = false;
            await stage.RunAsync();
            (await stage.LeftAsync()).Count.ShouldBe(12, $"call {failing}");
            (await stage.WithBodiesAsync()).ShouldBeEmpty($"call {failing}");
            if (failed) continue;
            failing.ShouldBeGreaterThan(20);
            return;
        }
    }

    [Fact]
    public async Task Who_no_longer_leads_stops_and_says_so()
    {
        var stage = new RetentionStage();
        for (var i = 0; i < 10; i++) await stage.RecordAsync(200 - i);
        var steps = 0;
        var report = await stage.RunAsync(mayGoOn: _ => Task.FromResult(++steps <= 2));
        report.Complete.ShouldBeFalse();
        report.Lines.Sum(line => line.Interactions).ShouldBe(6);
        (await stage.LeftAsync()).Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_went_is_on_the_audit_log_in_numbers_only()
    {
        var stage = new RetentionStage();
        await stage.RecordAsync(200, with: interaction => interaction with { PromptPreview = "a secret of somebody", UserId = "alice" });
        await stage.RunAsync();
        var entries = await stage.AuditAsync("retention.*");
        entries.Select(entry => entry.Action).ShouldBe(["retention.delete", "retention.begin"], ignoreOrder: true);
        entries.ShouldAllBe(entry => entry.Actor == "reprise" && entry.Project == Project);
        var details = System.Text.Json.Nodes.JsonNode.Parse(entries.Single(entry => entry.Action == "retention.delete").Details!)!;
        details["rule"]!.GetValue<string>().ShouldBe("days");
        details["interactions"]!.GetValue<long>().ShouldBe(1);
        details["before"]!.GetValue<DateTimeOffset>().ShouldBe(stage.Time.GetUtcNow().AddDays(-90));
        details.ToJsonString().ShouldNotContain("secret");
        details.ToJsonString().ShouldNotContain("alice");
        await stage.RunAsync();
        (await stage.AuditAsync("retention.*")).Count.ShouldBe(2, "a run that removes nothing says nothing");
    }

    [Fact]
    public async Task Between_steps_a_run_rests_as_long_as_leaves_recording_its_share()
    {
        var stage = new RetentionStage(new SlowStore());
        ((SlowStore)stage.Store).Time = stage.Time;
        stage.Options.Share = 0.25;
        for (var i = 0; i < 6; i++) await stage.RecordAsync(200 - i);
        var run = stage.RunAsync();
        await Eventually.HoldsAsync("the run rests after its first step", () => stage.Time.WaitingTimerCount == 1);
        (await stage.LeftAsync()).Count.ShouldBe(3);
        stage.Time.Advance(TimeSpan.FromSeconds(2.9));
        (await stage.LeftAsync()).Count.ShouldBe(3, "a step took a second, so it rests for three");
        stage.Time.Advance(TimeSpan.FromSeconds(0.2));
        await run;
        (await stage.LeftAsync()).Count.ShouldBe(0);
    }

    /// <summary>Each search takes a second.</summary>
    private sealed class SlowStore() : DelegatingStore(new InMemoryInteractionStore())
    {
        public ManualTimeProvider Time { get; set; } = new();

        public override Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken)
        {
            if (query.Limit < InteractionQuery.MaxLimit) Time.Advance(TimeSpan.FromSeconds(1));
            return base.SearchAsync(query, cancellationToken);
        }
    }

    /// <summary>The so-manieth call fails before or after it did its work.</summary>
    private sealed class FaultyStore(int failing) : DelegatingStore(new InMemoryInteractionStore())
    {
        private int _calls;

        public bool IsArmed { get; set; }

        public override Task<InteractionPage> SearchAsync(InteractionQuery query, CancellationToken cancellationToken) => CallAsync(() => base.SearchAsync(query, cancellationToken));

        public override Task<AggregateResult> AggregateAsync(AggregateQuery query, CancellationToken cancellationToken) => CallAsync(() => base.AggregateAsync(query, cancellationToken));

        public override Task<long> DeleteAsync(InteractionQuery query, CancellationToken cancellationToken) => CallAsync(() => base.DeleteAsync(query, cancellationToken));

        public override Task<long> DropBodiesAsync(InteractionQuery query, CancellationToken cancellationToken) => CallAsync(() => base.DropBodiesAsync(query, cancellationToken));

        private async Task<T> CallAsync<T>(Func<Task<T>> call)
        {
            var isFailing = IsArmed && ++_calls == failing;
            var result = isFailing && failing % 2 == 0 ? default : await call();
            return isFailing ? throw new StoreException("a fault made by a test") { IsTransient = true } : result!;
        }
    }
}
