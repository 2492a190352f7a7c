using System.Diagnostics;
using Reprise.Interactions;
using Reprise.Pricing;

namespace Reprise.Core.Tests.Pricing;

public sealed class PriceTableTests
{
    private static readonly DateTimeOffset s_day = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TokenUsage s_million = new() { PromptTokens = 1_000_000, CompletionTokens = 0 };

    [Theory]
    [InlineData("openai", "gpt-4o", 2.5)]
    [InlineData("openai", "gpt-4o-2024-08-06", 2.5)]
    [InlineData("openai", "GPT-4o", 2.5)]
    [InlineData("openai", "openai/gpt-4o", 2.5)]
    [InlineData("azure", "gpt-4o-2024-08-06", 2.5)]
    [InlineData("azure", "gpt-35-turbo-0125", 0.5)]
    [InlineData("azure-openai", "gpt-4o", 2.5)]
    [InlineData("openai-work", "gpt-4o", 2.5)]
    [InlineData("azure", "claude-haiku-4-5-20251001", 1)]
    [InlineData("anthropic", "claude-3-5-haiku-20241022", 0.8)]
    [InlineData("anthropic", "claude-3-5-haiku-latest", 0.8)]
    [InlineData("anthropic", "claude-haiku-4-5-20251001", 1)]
    [InlineData("anthropic", "claude-2.1", 8)]
    [InlineData("google", "claude-haiku-4-5@20251001", 1)]
    [InlineData("vertex", "publishers/anthropic/models/claude-haiku-4-5@20251001", 1)]
    [InlineData("gemini", "models/gemini-2.0-flash", 0.1)]
    [InlineData("google", "gemini-2.0-flash-001", 0.1)]
    [InlineData("bedrock", "anthropic.claude-3-5-haiku-20241022-v1:0", 0.8)]
    [InlineData("bedrock", "us.anthropic.claude-3-haiku-20240307-v1:0", 0.25)]
    [InlineData("bedrock", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0", 0.25)]
    [InlineData("aws", "amazon.nova-lite-v1:0", 0.06)]
    [InlineData("openrouter", "openai/gpt-4o-2024-08-06", 2.5)]
    [InlineData("xai", "grok-3", 3)]
    [InlineData("huggingface", "openai/gpt-oss-120b:groq", 0.15)]
    [InlineData("cohere", "command-a-03-2025", 2.5)]
    public void A_model_is_found_by_the_names_that_providers_and_callers_use(string provider, string model, double inputPerMillion) =>
        PriceTable.BuiltIn.Price(provider, model, s_million, s_day)!.Value.CostUsd.ShouldBe((decimal)inputPerMillion);

    [Theory]
    [InlineData(null, "gpt-4o", 2.5)]
    [InlineData(null, "claude-haiku-4-5", 1)]
    [InlineData("work", "gpt-4o-mini", 0.15)]
    [InlineData("our-proxy", "anthropic/claude-haiku-4-5", 1)]
    public void Without_a_known_provider_a_model_only_its_vendor_sells_has_the_vendors_price(string? provider, string model, double inputPerMillion) =>
        PriceTable.BuiltIn.Price(provider, model, s_million, s_day)!.Value.CostUsd.ShouldBe((decimal)inputPerMillion);

    [Theory]
    [InlineData("openai", "gpt-9")]
    [InlineData("openai", "gpt-4o-super")]
    [InlineData("anthropic", "gpt-4o")]
    [InlineData("groq", "gpt-4o")]
    [InlineData("work", "llama-3.3-70b")]
    [InlineData(null, "gpt-oss-120b")]
    [InlineData("ollama", "gpt-4o")]
    [InlineData("vllm-local", "claude-haiku-4-5")]
    [InlineData("huggingface", "openai/gpt-oss-120b")]
    [InlineData("openai", "")]
    [InlineData("openai", null)]
    [InlineData(null, null)]
    public void A_model_that_is_not_surely_known_has_no_price(string? provider, string? model) =>
        PriceTable.BuiltIn.Price(provider, model, s_million, s_day).ShouldBeNull();

    [Fact]
    public void A_fine_tuned_model_never_has_its_bases_price()
    {
        var tuned = PriceTable.BuiltIn.Price("openai", "ft:gpt-4o-2024-08-06:acme::AbC123", s_million, s_day);
        tuned!.Value.CostUsd.ShouldBe(3.75m);
        PriceTable.BuiltIn.Price("openai", "ft:gpt-unheard-of:acme::AbC123", s_million, s_day).ShouldBeNull();
    }

    [Fact]
    public void A_free_model_costs_zero_and_not_nothing_known() =>
        PriceTable.BuiltIn.Price("openrouter", "meta-llama/llama-3.3-70b-instruct:free", s_million, s_day)!.Value.CostUsd.ShouldBe(0m);

    [Fact]
    public void Regions_that_cost_more_are_told_apart()
    {
        decimal Of(string model) => PriceTable.BuiltIn.Price("bedrock", model, s_million with { PromptTokens = 1_000 }, s_day)!.Value.CostUsd;

        Of("us.anthropic.claude-haiku-4-5-20251001-v1:0").ShouldBe(Of("global.anthropic.claude-haiku-4-5-20251001-v1:0") * 1.1m);
    }

    [Fact]
    public void The_price_in_force_when_the_call_was_made_counts()
    {
        decimal O3(int month, int day) => PriceTable.BuiltIn.Price("openai", "o3", s_million, new DateTimeOffset(2025, month, day, 0, 0, 0, TimeSpan.Zero))!.Value.CostUsd;

        O3(6, 9).ShouldBe(10m);
        O3(6, 10).ShouldBe(2m);
    }

    [Theory]
    [InlineData("2025-09-15", 0.1)]
    [InlineData("2026-08-05", 0.1)]
    [InlineData("2026-08-06", 0.3)]
    [InlineData("2026-11-20", 0.3)]
    public void Two_editions_of_a_source_make_a_history(string day, double inputPerMillion)
    {
        var at = DateTimeOffset.Parse(day + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

        PriceTable.BuiltIn.Price("deepinfra", "NousResearch/Hermes-3-Llama-3.1-70B", s_million, at)!.Value.CostUsd.ShouldBe((decimal)inputPerMillion);
    }

    [Fact]
    public void Prices_that_hang_on_the_hour_follow_the_clock_in_UTC()
    {
        decimal At(int hour, int offset) => PriceTable.BuiltIn.Price("deepseek", "deepseek-chat", s_million, new DateTimeOffset(2025, 8, 1, hour, 0, 0, TimeSpan.FromHours(offset)))!.Value.CostUsd;

        At(12, 0).ShouldBe(0.27m);
        At(20, 0).ShouldBe(0.135m);
        At(20, 8).ShouldBe(0.27m);
    }

    [Fact]
    public void Cache_writes_for_an_hour_and_searches_have_a_price_at_Anthropic()
    {
        var usage = new TokenUsage { PromptTokens = 1_000, CacheWriteTokens = 1_000, CacheWriteHourTokens = 1_000, WebSearches = 1 };

        PriceTable.BuiltIn.Price("anthropic", "claude-sonnet-4-5", usage, s_day)!.Value.CostUsd.ShouldBe(0.006m + 0.01m);
    }

    [Fact]
    public void The_version_stands_beside_every_price()
    {
        PriceTable.BuiltIn.Version.ShouldMatch(@"^\d{4}-\d\d-\d\d\.[0-9a-f]{8}$");
        PriceTable.BuiltIn.Price("openai", "gpt-4o", s_million, s_day)!.Value.Version.ShouldBe(PriceTable.BuiltIn.Version);
    }

    [Fact]
    public void Every_row_of_the_built_in_table_is_sound()
    {
        var rows = PriceTable.BuiltIn.Rows.ToList();

        rows.Count.ShouldBeGreaterThan(2_500);
        foreach (var row in rows)
        {
            var prices = row.Prices;
            var what = $"{row.Provider} {row.Model}";
            row.Names.ShouldAllBe(name => name.Length > 0 && !name.Any(char.IsUpper), what);
            (prices.Input ?? prices.Output ?? prices.AudioInput).ShouldNotBeNull(what);
            foreach (var price in (decimal?[])[prices.Input, prices.Output, prices.CacheRead, prices.CacheWrite, prices.Reasoning])
            {
                if (price is { } known) known.ShouldBeInRange(0m, 1_000m, what);
            }

            if (prices is { CacheRead: { } read, Input: { } input }) read.ShouldBeLessThanOrEqualTo(input * 1.01m, what);
        }
    }

    [Fact]
    public void Hostile_names_find_nothing_and_fill_no_memory()
    {
        PriceTable.BuiltIn.Price("openai", new string('a', 1_000_000), s_million, s_day).ShouldBeNull();
        PriceTable.BuiltIn.Price(new string('a', 1_000_000), "gpt-4o", s_million, s_day).ShouldBeNull();
        var random = new Random(99);
        for (var i = 0; i < 3 * LookupCache.Capacity; i++)
        {
            var name = string.Create(random.Next(0, 40), random, static (text, source) =>
            {
                foreach (ref var letter in text) letter = (char)source.Next(1, 0x3000);
            });
            Should.NotThrow(() => PriceTable.BuiltIn.Price(i % 2 == 0 ? "bedrock" : name, name, s_million, s_day), $"seed 99, round {i}");
        }

        PriceTable.BuiltIn.Price("openai", "gpt-4o", s_million, s_day)!.Value.CostUsd.ShouldBe(2.5m);
    }

    [Fact]
    public void Asking_again_is_quick()
    {
        var usage = new TokenUsage { PromptTokens = 1_000, CompletionTokens = 100, CachedTokens = 500 };
        PriceTable.BuiltIn.Price("openai", "gpt-4o-2024-08-06", usage, s_day);
        const int Rounds = 200_000;
        var best = double.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Rounds; i++) PriceTable.BuiltIn.Find("openai", "gpt-4o-2024-08-06");
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Rounds);
        }

        // Measured at about 50 ns; the wide margin is for busy machines.
        best.ShouldBeLessThan(1_000);
    }
}
