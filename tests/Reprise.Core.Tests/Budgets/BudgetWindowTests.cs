using Reprise.Access;
using Reprise.Budgets;

namespace Reprise.Core.Tests.Budgets;

/// <summary>Periods of budgets, and what keys may be limited to.</summary>
public sealed class BudgetWindowTests
{
    [Theory]
    [InlineData(BudgetPeriod.Day, "2026-03-01T23:59:59Z", "2026-03-01", "2026-03-02")]
    [InlineData(BudgetPeriod.Week, "2026-03-01T23:59:59Z", "2026-02-23", "2026-03-02")]
    [InlineData(BudgetPeriod.Week, "2026-03-02T00:00:00Z", "2026-03-02", "2026-03-09")]
    [InlineData(BudgetPeriod.Month, "2026-12-31T12:00:00+05:00", "2026-12-01", "2027-01-01")]
    [InlineData(BudgetPeriod.Total, "2026-12-31T12:00:00Z", "2026-01-05", null)]
    public void A_period_begins_at_midnight_utc(BudgetPeriod period, string now, string from, string? to)
    {
        var window = BudgetWindow.At(period, DateTimeOffset.Parse(now), DateTimeOffset.Parse("2026-01-05T17:00:00Z"));
        window.From.ShouldBe(DateTimeOffset.Parse(from + "T00:00:00Z"));
        window.To.ShouldBe(to is null ? null : DateTimeOffset.Parse(to + "T00:00:00Z"));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "POST", "/v1/chat/completions", true)]
    [InlineData("/v1/chat/*", "POST", "/v1/chat/completions", true)]
    [InlineData("/v1/chat/*", "POST", "/v1/files", false)]
    [InlineData("POST /v1/*", "GET", "/v1/models", false)]
    [InlineData("GET /v1/models", "GET", "/v1/models", true)]
    [InlineData("/v1/chat/*", "POST", "/v1/chat/%2e%2e/files", false)]
    [InlineData("/v1/chat/*", "POST", "/v1/chat/..%2ffiles", false)]
    [InlineData("/v1/chat/*", "POST", "/v1/chat/%252e%252e/files", false)]
    [InlineData("/v1/models/*", "GET", "/v1/models/a%20b", true)]
    public void An_endpoint_is_allowed_as_it_stands_and_as_it_could_be_read(string pattern, string method, string path, bool allowed) =>
        new KeyLimits { Endpoints = [pattern] }.AllowsEndpoint(method, path).ShouldBe(allowed);

    [Fact]
    public void Limits_that_cannot_be_used_say_why()
    {
        Mistake(new KeyLimits { Endpoints = ["v1/chat"] }).ShouldStartWith("endpoints");
        Mistake(new KeyLimits { Providers = [""] }).ShouldStartWith("providers");
        Mistake(new KeyLimits { Budgets = [new KeyBudget { Usd = 0 }] }).ShouldStartWith("budgets");
        Mistake(new KeyLimits { Budgets = [new KeyBudget { Usd = 1 }, new KeyBudget { Usd = 2 }] }).ShouldStartWith("budgets");
        Mistake(new KeyLimits { RequestsPerMinute = 0 }).ShouldStartWith("requests_per_minute");
        new KeyLimits { Models = ["gpt-4o*"], Budgets = [new KeyBudget { Usd = 20 }, new KeyBudget { Usd = 10, Then = BudgetAction.Warn }], RequestsPerMinute = 60 }.Mistakes().ShouldBeEmpty();
    }

    [Fact]
    public void What_reprise_says_in_metadata_takes_the_place_of_what_a_caller_wrote_there()
    {
        KeyLabels.With("""{"a":{"b":[1]},"reprise_key_id":"another"}""", (KeyLabels.KeyId, "mine")).ShouldBe("""{"a":{"b":[1]},"reprise_key_id":"mine"}""");
        KeyLabels.With(null, (KeyLabels.Key, "ci"), (KeyLabels.Refusal, null)).ShouldBe("""{"reprise_key":"ci"}""");
    }

    private static string Mistake(KeyLimits limits) => limits.Mistakes().Select(static mistake => $"{mistake.Name} {mistake.Mistake}").FirstOrDefault() ?? "";
}
