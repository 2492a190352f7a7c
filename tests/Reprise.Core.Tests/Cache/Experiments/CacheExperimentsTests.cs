using Reprise.Cache.Experiments;
using Reprise.Core.Tests.Cache.Policies;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Core.Tests.Cache.Experiments;

public sealed class CacheExperimentsTests
{
    private const string Project = "shop";

    private static readonly ExperimentValues s_values = new() { PolicyA = "default", PolicyB = "aggressive", Unit = "user" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_experiment_runs_in_its_project_from_its_start_to_its_end()
    {
        using var stage = await PolicyStage.ReadAsync();
        var experiments = new CacheExperiments(stage.Settings, stage.Policies, stage.Time);
        var started = (await experiments.StartAsync(Project, "autumn", s_values, "local", Cancellation)).ShouldNotBeNull();
        started.ShouldBe(new CacheExperiment { Name = "autumn", PolicyA = "default", PolicyB = "aggressive", Unit = ExperimentUnit.User, StartedAt = stage.Time.GetUtcNow() });
        stage.Policies.ExperimentOf(Project).ShouldBe(started);
        stage.Policies.ExperimentOf("other").ShouldBeNull();
        (await experiments.StartAsync(Project, "autumn", s_values, "local", Cancellation)).ShouldBeNull();

        stage.Time.Advance(TimeSpan.FromHours(1));
        var ended = (await experiments.EndAsync(Project, "autumn", "local", Cancellation)).ShouldNotBeNull();
        ended.EndedAt.ShouldBe(stage.Time.GetUtcNow());
        stage.Policies.ExperimentOf(Project).ShouldBeNull();
        stage.Time.Advance(TimeSpan.FromHours(1));
        (await experiments.EndAsync(Project, "autumn", "local", Cancellation)).ShouldBe(ended, "ending it again does not move its end");
        (await experiments.ListAsync(Project, Cancellation)).ShouldBe([ended]);
        (await experiments.RemoveAsync(Project, "autumn", "local", Cancellation)).ShouldBeTrue();
        (await experiments.ListAsync(Project, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_counts_in_the_arm_it_was_dealt_to_and_in_no_other()
    {
        using var stage = await PolicyStage.ReadAsync();
        var experiment = new CacheExperiment { Name = "autumn", PolicyA = "default", PolicyB = "aggressive", Unit = ExperimentUnit.User, StartedAt = stage.Time.GetUtcNow() };
        var inA = Enumerable.Range(0, 100).Select(static i => $"u{i}").First(user => experiment.ArmOf(user) == ExperimentArm.A);
        var inB = Enumerable.Range(0, 100).Select(static i => $"u{i}").First(user => experiment.ArmOf(user) == ExperimentArm.B);
        var store = new InMemoryInteractionStore();
        var hit = Call(inA, "default", "semantic", saved: 0.5m);
        await store.AppendAsync(
            new StoreBatch
            {
                Interactions =
                [
                    hit, Call(inA, "default", "miss"), Call(inA, "aggressive", "hit", saved: 9), Call(inB, "aggressive", "hit", saved: 0.25m), Call(inB, "default", "miss"), Call(inB, "aggressive", "bypass"),
                    Call(inA, "default", "miss", minutes: -5), Call(inA, "default", "hit", isDealt: false),
                ],
                Facts = [new Fact { FactId = InteractionId.At(stage.Time.GetUtcNow()), InteractionId = hit.Interaction.Id, Project = Project, Kind = FactKind.Evaluation, Timestamp = stage.Time.GetUtcNow(), Name = "cache_correct", Value = 0 }],
            }, Cancellation);
        var (a, b, truncated) = await new ExperimentReader(store).ReadAsync(Project, experiment, Cancellation);
        (a.Calls, a.Hits, a.SavedCost, a.Checks, a.Wrong, a.Clusters!.Units).ShouldBe((2, 1, 0.5, 1, 1, 1));
        (b.Calls, b.Hits, b.SavedCost, b.Checks).ShouldBe((2, 1, 0.25, 0));
        (a.SemanticHits, b.SemanticHits).ShouldBe((1, 0));
        truncated.ShouldBeFalse();

        RecordedInteraction Call(string user, string policy, string status, decimal? saved = null, double minutes = 1, bool isDealt = true) => new()
        {
            Interaction = new Interaction
            {
                Id = InteractionId.At(stage.Time.GetUtcNow().AddMinutes(minutes)), Project = Project, Timestamp = stage.Time.GetUtcNow().AddMinutes(minutes), Kind = InteractionKind.Llm,
                Status = InteractionStatus.Success, Dialect = "openai.chat", UserId = user, Tags = isDealt ? ["mine", experiment.TagOf(experiment.ArmOf(user))] : ["mine"], SavedCostUsd = saved, LatencyMs = 100, Cache = new CacheOutcome { Status = status, Policy = policy },
            },
        };
    }

    [Theory]
    [InlineData("default", "default", 0.5, null, "PolicyB")]
    [InlineData("default", null, 0.5, null, "PolicyB")]
    [InlineData("*", "default", 0.5, null, "PolicyA")]
    [InlineData("default", "aggressive", 0.0, null, "ShareA")]
    [InlineData("default", "aggressive", 1.0, null, "ShareA")]
    [InlineData("default", "aggressive", double.NaN, null, "ShareA")]
    [InlineData("default", "aggressive", 0.5, "team", "Unit")]
    public void An_experiment_that_cannot_be_names_what_is_wrong(string? a, string? b, double share, string? unit, string name) =>
        new ExperimentValues { PolicyA = a, PolicyB = b, ShareA = share, Unit = unit }.Mistakes().ShouldHaveSingleItem().Name.ShouldBe(name);
}
