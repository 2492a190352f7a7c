using Reprise.Interactions;
using Reprise.Retention;

namespace Reprise.Core.Tests.Retention;

public sealed class RetentionPoliciesTests
{
    private const string Project = RetentionStage.Project;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_value_names_the_place_it_comes_from_the_nearest_one_winning()
    {
        var stage = new RetentionStage();
        stage.Options.Default = new RetentionScopeOptions { Days = 1, BodyDays = 2, MaxInteractions = 3, MaxBytes = 4 };
        stage.Options.Default.Kinds["tool"] = new RetentionKindOptions { Days = 5, BodyDays = 6 };
        stage.Options.Projects[Project] = new RetentionScopeOptions { Days = 7, MaxBytes = 8 };
        stage.Options.Projects[Project].Kinds["tool"] = new RetentionKindOptions { Days = 9, MaxBytes = 10 };
        await SetAsync(stage, new RetentionScope("", null), new RetentionValues { BodyDays = 11, Days = 12 });

        var policy = await stage.Policies.FindAsync(Project, Cancellation);
        policy.All.Days.ShouldBe(new Sourced<int>(7, "Retention:Projects:shop:Days"));
        policy.All.BodyDays.ShouldBe(new Sourced<int>(11, "setting of all projects"));
        policy.All.MaxInteractions.ShouldBe(new Sourced<long>(3, "Retention:Default:MaxInteractions"));
        policy.All.MaxBytes.ShouldBe(new Sourced<long>(8, "Retention:Projects:shop:MaxBytes"));
        var (kind, tool) = policy.Kinds.ShouldHaveSingleItem();
        kind.ShouldBe(InteractionKind.Tool);
        tool.Days.ShouldBe(new Sourced<int>(9, "Retention:Projects:shop:Kinds:tool:Days"));
        tool.BodyDays.ShouldBe(new Sourced<int>(6, "Retention:Default:Kinds:tool:BodyDays"), "what is said of the kind everywhere is nearer than what is said of everything");
        tool.MaxInteractions.ShouldBe(new Sourced<long>(0, "built in"), "a limit of all is no limit of each kind");
        tool.MaxBytes.ShouldBe(new Sourced<long>(10, "Retention:Projects:shop:Kinds:tool:MaxBytes"));

        await SetAsync(stage, new RetentionScope(Project, InteractionKind.Tool), new RetentionValues { Days = 13 });
        await SetAsync(stage, new RetentionScope(Project, null), new RetentionValues { Days = 14 });
        policy = await stage.Policies.FindAsync(Project, Cancellation);
        policy.All.Days.ShouldBe(new Sourced<int>(14, "setting of project shop"));
        policy.Kinds[0].Rules.Days.ShouldBe(new Sourced<int>(13, "setting of project shop, kind tool"));
        (await stage.Policies.FindAsync("other", Cancellation)).All.Days.Value.ShouldBe(12);
    }

    [Fact]
    public async Task Without_a_word_from_anybody_it_is_90_days_and_no_limit()
    {
        var policy = await new RetentionStage().Policies.FindAsync("any", Cancellation);
        policy.Kinds.ShouldBeEmpty();
        (policy.All.Days.Value, policy.All.BodyDays.Value, policy.All.MaxInteractions.Value, policy.All.MaxBytes.Value).ShouldBe((90, 0, 0, 0));
        policy.All.Days.Source.ShouldBe("built in");
    }

    [Fact]
    public async Task What_was_set_can_be_taken_back_and_both_are_on_the_audit_log()
    {
        var stage = new RetentionStage();
        var scope = new RetentionScope(Project, null);
        await SetAsync(stage, scope, new RetentionValues { Days = 5 });
        (await stage.Policies.ListSetAsync(Project, Cancellation)).ShouldBe([KeyValuePair.Create(scope, new RetentionValues { Days = 5 })]);
        (await stage.Policies.UnsetAsync(scope, "local", Cancellation)).ShouldBeTrue();
        (await stage.Policies.UnsetAsync(scope, "local", Cancellation)).ShouldBeFalse();
        (await stage.Policies.FindAsync(Project, Cancellation)).All.Days.Value.ShouldBe(90);
        var entries = await stage.AuditAsync();
        entries.Select(entry => entry.Action).ShouldBe(["retention.set", "retention.unset"], ignoreOrder: true);
        entries.Single(entry => entry.Action == "retention.set").Details.ShouldBe("""{"values":{"days":5}}""");
    }

    [Fact]
    public async Task What_cannot_be_is_not_set()
    {
        var stage = new RetentionStage();
        await Should.ThrowAsync<ArgumentException>(() => SetAsync(stage, new RetentionScope("", null), new RetentionValues { Days = -1 }));
        await Should.ThrowAsync<ArgumentException>(() => SetAsync(stage, new RetentionScope("", null), new RetentionValues { MaxBytes = -1 }));
    }

    [Fact]
    public void Every_mistake_in_configuration_is_told_under_its_full_name()
    {
        var options = new RetentionOptions { Interval = TimeSpan.FromSeconds(1), Share = 0, StepSize = 0, FirstRunAfter = TimeSpan.FromDays(-1) };
        options.Default = new RetentionScopeOptions { Days = -1 };
        options.Default.Kinds["tol"] = new RetentionKindOptions();
        options.Projects["Shop"] = new RetentionScopeOptions { MaxBytes = -5 };
        options.Projects["shop"] = new RetentionScopeOptions();
        options.Projects["shop"].Kinds["tool"] = new RetentionKindOptions { BodyDays = 40_000 };
        string[] names =
        [
            "Retention:Interval ", "Retention:FirstRunAfter ", "Retention:Share ", "Retention:StepSize ", "Retention:Default:Days ", "Retention:Default:Kinds:tol ", "Retention:Projects:Shop ",
            "Retention:Projects:Shop:MaxBytes ", "Retention:Projects:shop:Kinds:tool:BodyDays ",
        ];
        options.Mistakes().Select(mistake => names.Single(name => mistake.StartsWith(name, StringComparison.Ordinal))).ShouldBe(names);
        new RetentionOptions().Mistakes().ShouldBeEmpty();
    }

    private static Task SetAsync(RetentionStage stage, RetentionScope scope, RetentionValues values) => stage.Policies.SetAsync(scope, values, "local", Cancellation);
}
