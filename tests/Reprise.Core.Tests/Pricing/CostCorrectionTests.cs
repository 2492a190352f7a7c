using Reprise.Interactions;
using Reprise.Pricing;

namespace Reprise.Core.Tests.Pricing;

public sealed class CostCorrectionTests
{
    private static readonly DateTimeOffset s_then = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_cost_that_differs_becomes_a_correction_and_the_record_stays()
    {
        var interaction = Sample() with { CostUsd = 0.5m, PriceVersion = "old" };

        var fact = CostCorrection.For(interaction, PriceTable.BuiltIn, TimeProvider.System)!;

        fact.Kind.ShouldBe(FactKind.Correction);
        fact.Name.ShouldBe("total_cost_usd");
        fact.Value.ShouldBe(2.5);
        fact.Text.ShouldBe(PriceTable.BuiltIn.Version);
        fact.InteractionId.ShouldBe(interaction.Id);
        fact.Project.ShouldBe(interaction.Project);
        interaction.CostUsd.ShouldBe(0.5m);
    }

    [Fact]
    public void A_cost_that_was_unknown_becomes_known() =>
        CostCorrection.For(Sample() with { CostUsd = null }, PriceTable.BuiltIn, TimeProvider.System)!.Value.ShouldBe(2.5);

    [Fact]
    public void The_model_asked_for_is_tried_when_the_answers_model_has_no_price() =>
        CostCorrection.For(Sample() with { ResponseModel = "gpt-4o-internal" }, PriceTable.BuiltIn, TimeProvider.System)!.Value.ShouldBe(2.5);

    [Fact]
    public void The_prices_of_the_day_of_the_call_count()
    {
        var early = Sample() with { Model = "o3", ResponseModel = "o3-2025-04-16", Timestamp = new DateTimeOffset(2025, 5, 1, 0, 0, 0, TimeSpan.Zero) };

        CostCorrection.For(early, PriceTable.BuiltIn, TimeProvider.System)!.Value.ShouldBe(10);
    }

    [Fact]
    public void There_is_nothing_to_say_without_usage_without_a_price_or_without_a_difference()
    {
        CostCorrection.For(Sample() with { Usage = null }, PriceTable.BuiltIn, TimeProvider.System).ShouldBeNull();
        CostCorrection.For(Sample() with { Model = "unheard-of", ResponseModel = null }, PriceTable.BuiltIn, TimeProvider.System).ShouldBeNull();
        CostCorrection.For(Sample() with { CostUsd = 2.5m }, PriceTable.BuiltIn, TimeProvider.System).ShouldBeNull();
    }

    private static Interaction Sample() => new()
    {
        Id = InteractionId.At(s_then),
        Project = "default",
        Timestamp = s_then,
        Kind = InteractionKind.Llm,
        Status = InteractionStatus.Success,
        Dialect = "openai.chat",
        Provider = "openai",
        Model = "gpt-4o",
        ResponseModel = "gpt-4o-2024-08-06",
        Usage = new TokenUsage { PromptTokens = 1_000_000, CompletionTokens = 0 },
    };
}
