using Reprise.Interactions;
using Reprise.Pricing;

namespace Reprise.Core.Tests.Pricing;

public sealed class CostPartsTests
{
    private static readonly ModelPrices s_prices = new() { Input = 10m, Output = 40m, CacheRead = 1m, CacheWrite = 12.5m, CacheWriteHour = 20m };

    [Fact]
    public void Cached_and_written_tokens_are_taken_out_of_the_prompt()
    {
        var usage = new TokenUsage { PromptTokens = 1_000, CachedTokens = 600, CacheWriteTokens = 100, CompletionTokens = 0 };

        CostParts.Of(s_prices, usage)!.Value.Input.ShouldBe(((300 * 10m) + (600 * 1m) + (100 * 12.5m)) / 1_000_000m);
    }

    [Fact]
    public void Tokens_written_for_an_hour_have_their_own_price()
    {
        var usage = new TokenUsage { PromptTokens = 100, CacheWriteTokens = 100, CacheWriteHourTokens = 40 };

        CostParts.Of(s_prices, usage)!.Value.Total.ShouldBe(((60 * 12.5m) + (40 * 20m)) / 1_000_000m);
    }

    [Fact]
    public void A_part_without_a_price_is_charged_as_the_whole_it_belongs_to()
    {
        var plain = new ModelPrices { Input = 2m, Output = 8m };
        var usage = new TokenUsage
        {
            PromptTokens = 100, CachedTokens = 10, CacheWriteTokens = 10, PromptAudioTokens = 10, PromptImageTokens = 10,
            CompletionTokens = 50, ReasoningTokens = 10, CompletionAudioTokens = 10, CompletionImageTokens = 10,
        };

        CostParts.Of(plain, usage)!.Value.ShouldBe(new CostParts(100 * 2m / 1_000_000m, 50 * 8m / 1_000_000m, 0));
    }

    [Fact]
    public void Audio_image_and_reasoning_tokens_have_their_own_prices()
    {
        var prices = new ModelPrices { Input = 1m, Output = 2m, AudioInput = 32m, AudioOutput = 64m, AudioCacheRead = 0.4m, ImageInput = 5m, ImageOutput = 30m, Reasoning = 3m };
        var usage = new TokenUsage
        {
            PromptTokens = 100, CachedTokens = 20, CachedAudioTokens = 20, PromptAudioTokens = 50, PromptImageTokens = 10,
            CompletionTokens = 100, ReasoningTokens = 10, CompletionAudioTokens = 20, CompletionImageTokens = 30,
        };

        var cost = CostParts.Of(prices, usage)!.Value;

        cost.Input.ShouldBe(((40 * 1m) + (30 * 32m) + (20 * 0.4m) + (10 * 5m)) / 1_000_000m);
        cost.Output.ShouldBe(((40 * 2m) + (10 * 3m) + (20 * 64m) + (30 * 30m)) / 1_000_000m);
    }

    [Theory]
    [InlineData(200_000, 3)]
    [InlineData(200_001, 6)]
    public void The_whole_call_is_charged_at_the_tier_its_prompt_exceeds(long prompt, int price)
    {
        var prices = new ModelPrices { Input = 3m, Output = 15m, Tiers = [new PriceTier(200_000, new ModelPrices { Input = 6m, Output = 22.5m })] };

        CostParts.Of(prices, new TokenUsage { PromptTokens = prompt })!.Value.Total.ShouldBe(prompt * price / 1_000_000m);
    }

    [Fact]
    public void Searches_and_requests_are_charged_per_thousand()
    {
        var prices = new ModelPrices { Input = 0m, Output = 0m, WebSearch = 10m, Request = 5m };

        CostParts.Of(prices, new TokenUsage { PromptTokens = 1, WebSearches = 3 })!.Value.Requests.ShouldBe(0.035m);
    }

    [Fact]
    public void A_part_that_was_used_and_has_no_price_makes_the_cost_unknown()
    {
        CostParts.Of(new ModelPrices { Input = 1m }, new TokenUsage { PromptTokens = 5, CompletionTokens = 1 }).ShouldBeNull();
        CostParts.Of(new ModelPrices { Input = 1m, Output = 1m }, new TokenUsage { PromptTokens = 5, WebSearches = 1 }).ShouldBeNull();
    }

    [Fact]
    public void A_part_that_was_not_used_needs_no_price() =>
        CostParts.Of(new ModelPrices { Input = 1m }, new TokenUsage { PromptTokens = 5, CompletionTokens = 0 })!.Value.Total.ShouldBe(0.000005m);

    [Fact]
    public void No_counts_at_all_is_no_cost_and_counts_of_zero_cost_nothing()
    {
        CostParts.Of(s_prices, new TokenUsage()).ShouldBeNull();
        CostParts.Of(s_prices, new TokenUsage { PromptTokens = 0, CompletionTokens = 0 })!.Value.Total.ShouldBe(0m);
    }

    [Fact]
    public void Counts_that_contradict_each_other_never_give_less_than_nothing_or_more_than_everything()
    {
        var random = new Random(4711);
        var dearest = 64m;
        var prices = s_prices with { AudioInput = 32m, AudioOutput = dearest, ImageInput = 5m, Reasoning = 60m };
        for (var i = 0; i < 20_000; i++)
        {
            long? Some() => random.Next(4) switch { 0 => null, 1 => -random.Next(100), 2 => long.MaxValue - random.Next(100), _ => random.Next(1_000) };
            var usage = new TokenUsage
            {
                PromptTokens = Some(), CompletionTokens = Some(), CachedTokens = Some(), CacheWriteTokens = Some(), CacheWriteHourTokens = Some(),
                ReasoningTokens = Some(), PromptAudioTokens = Some(), CachedAudioTokens = Some(), CompletionAudioTokens = Some(), PromptImageTokens = Some(),
                CompletionImageTokens = Some(),
            };

            var cost = CostParts.Of(prices, usage)?.Total ?? 0;

            var most = dearest * ((decimal)Math.Max(0, usage.PromptTokens ?? 0) + Math.Max(0, usage.CompletionTokens ?? 0)) / 1_000_000m;
            cost.ShouldBeInRange(0m, most, $"seed 4711, round {i}: {usage}");
        }
    }
}
