using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Tests;

namespace Reprise.Core.Tests.Pricing;

public sealed class BatchPriceTests
{
    private static readonly TokenUsage s_usage = new() { PromptTokens = 1000, CompletionTokens = 100, TotalTokens = 1100 };
    private static readonly DateTimeOffset s_at = new(2026, 3, 3, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_factor_is_read_where_it_was_written()
    {
        var full = new PriceBook().Price("openai", "gpt-4o-mini", s_usage, s_at)!.Value;
        var half = BatchPrice.Of(full, .5m);
        (half.CostUsd, half.Version, BatchPrice.OfVersion(half.Version)).ShouldBe((full.CostUsd / 2, full.Version + "*0.5", .5m));
        BatchPrice.OfVersion(full.Version).ShouldBeNull();
        BatchPrice.Of(full, 1).ShouldBe(full);
        BatchPrice.OfHeaders([new(BatchPrice.Header, BatchPrice.Text(.25m))]).ShouldBe(.25m);
        BatchPrice.OfHeaders([new(BatchPrice.Header, "7")]).ShouldBeNull();
        RecordableHeaders.IsKept(BatchPrice.Header).ShouldBeFalse("a provider cannot say it");
    }

    [Fact]
    public void A_cost_that_is_reckoned_again_keeps_to_the_factor()
    {
        var prices = new PriceBook();
        var half = BatchPrice.Of(prices.Price("openai", "gpt-4o-mini", s_usage, s_at)!.Value, .5m);
        var interaction = new Interaction
        {
            Id = InteractionId.At(s_at), Project = "default", Timestamp = s_at, Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "openai.chat", Provider = "openai",
            Model = "gpt-4o-mini", Usage = s_usage, CostUsd = half.CostUsd, PriceVersion = half.Version,
        };
        CostCorrection.For(interaction, prices, TimeProvider.System).ShouldBeNull();
        CostCorrection.For(interaction with { CostUsd = 1 }, prices, TimeProvider.System).ShouldNotBeNull().Text.ShouldBe(half.Version);
    }
}
