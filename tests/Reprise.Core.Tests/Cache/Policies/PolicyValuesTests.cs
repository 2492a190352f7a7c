using Microsoft.Extensions.Configuration;
using Reprise.Cache.Policies;

namespace Reprise.Core.Tests.Cache.Policies;

public sealed class PolicyValuesTests
{
    [Fact]
    public void The_presets_are_what_the_documentation_says()
    {
        var presets = CachePresets.All.Select(static p => (p.Name, p.MinSimilarity, p.MinQuality, p.MaxAge?.TotalHours, p.AcceptedWrongRate));
        presets.ShouldBe([("default", 0.8, 0.7, 24, 0.01), ("conservative", 0.98, 0.9, 12, 0.005), ("aggressive", 0.85, 0.7, 168, 0.05), ("tools", 0.5, 0.7, 720, 0.01)]);
        foreach (var preset in CachePresets.All) preset.AssumedQuality.ShouldBeGreaterThanOrEqualTo(preset.MinQuality, "else it would never answer what nobody judged");
    }

    [Fact]
    public void All_a_policy_says_survives_words_and_json()
    {
        CachePolicy[] policies = [.. CachePresets.All, Unusual];
        foreach (var policy in policies)
        {
            var read = CachePolicyValues.FromJson(CachePolicyValues.Of(policy).ToJson()).ShouldNotBeNull();
            read.Over(CachePresets.Aggressive with { Name = policy.Name, DecayHorizon = TimeSpan.FromHours(1) }).ShouldBe(policy);
        }
    }

    [Fact]
    public void Every_property_of_a_policy_can_be_said()
    {
        var values = CachePolicyValues.Of(Unusual);
        typeof(CachePolicyValues).GetProperties().Length.ShouldBe(typeof(CachePolicy).GetProperties().Length - 1, "all but the name");
        foreach (var property in typeof(CachePolicyValues).GetProperties()) property.GetValue(values).ShouldNotBeNull(property.Name);
    }

    [Fact]
    public void Json_is_in_snake_case_with_hours_and_without_what_is_not_said() =>
        new CachePolicyValues { Mode = "shadow", MaxAgeHours = 12.5, AcceptedWrongRate = 0.01 }.ToJson().ShouldBe("""{"mode":"shadow","accepted_wrong_rate":0.01,"max_age_hours":12.5}""");

    [Theory]
    [InlineData("Mode", "on")]
    [InlineData("Matching", "fuzzy")]
    [InlineData("Sharing", "everybody")]
    [InlineData("AcceptedWrongRate", "0.6")]
    [InlineData("AcceptedWrongRate", "NaN")]
    [InlineData("MinSimilarity", "-1.1")]
    [InlineData("MinQuality", "1.1")]
    [InlineData("AssumedQuality", "-0.1")]
    [InlineData("MaxAgeHours", "-1")]
    [InlineData("MaxAgeHours", "1e300")]
    [InlineData("DecayHorizonHours", "-1")]
    [InlineData("DecayFloor", "2")]
    [InlineData("MaxTemperature", "-1")]
    [InlineData("MaxTextLength", "-1")]
    [InlineData("CheckRate", "1.5")]
    [InlineData("Candidates", "0")]
    [InlineData("Candidates", "33")]
    public void A_mistake_in_configuration_has_the_full_name_of_its_setting(string name, string value)
    {
        var options = Bind(new() { [$"Cache:Policies:mine:{name}"] = value });
        options.Mistakes().ShouldHaveSingleItem().ShouldStartWith($"Cache:Policies:mine:{name} is ");
    }

    [Fact]
    public void Configuration_sets_policies_and_which_requests_take_part()
    {
        var options = Bind(new()
        {
            ["Cache:Use"] = "always", ["Cache:Policy"] = "mine", ["Cache:Policies:mine:MinQuality"] = "0.25", ["Cache:Policies:mine:SemanticWithTools"] = "true",
            ["Cache:Projects:shop:Use"] = "never",
        });
        options.Mistakes().ShouldBeEmpty();
        (options.Use, options.Policy).ShouldBe(("always", "mine"));
        options.Policies["mine"].Over(CachePresets.Default).ShouldBe(CachePresets.Default with { MinQuality = 0.25, SemanticWithTools = true });
        options.Projects["shop"].ShouldBe(new CacheUseValues { Use = "never" });
    }

    [Fact]
    public void Names_and_words_that_cannot_be_are_mistakes()
    {
        var options = Bind(new() { ["Cache:Use"] = "sometimes", ["Cache:Policies:Not Good:MinQuality"] = "1", ["Cache:Projects:.x:Policy"] = "*" });
        options.Mistakes().ShouldBe(
        [
            "Cache:Use is 'sometimes'; expected asked, always, never.",
            "Cache:Projects:.x is no name of a project; expected 1 to 64 of a-z, 0-9, '-', '_' and '.'.",
            "Cache:Projects:.x:Policy is '*'; expected 1 to 64 of a-z, 0-9, '-' and '_'.",
            "Cache:Policies:Not Good is no name of a policy; expected 1 to 64 of a-z, 0-9, '-' and '_'.",
        ]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"min_quality":2}""")]
    [InlineData("""{"min_qualty":0.5}""")]
    public void Json_that_says_something_else_is_not_read(string json) => CachePolicyValues.FromJson(json).ShouldBeNull();

    private static CachePolicy Unusual { get; } = new()
    {
        Name = "unusual", Mode = CacheMode.Shadow, Matching = CacheMatching.Exact, AcceptedWrongRate = 0.03, MinSimilarity = -0.5, MinQuality = 0.11, AssumedQuality = 0.12,
        MaxAge = null, DecayHorizon = TimeSpan.FromHours(36), DecayFloor = 0.4, MaxTemperature = 0.2, SemanticWithTools = true, MaxTextLength = 77, Sharing = CacheSharing.Credential,
        CheckRate = 0.9, Candidates = 3,
    };

    private static CacheUseOptions Bind(Dictionary<string, string?> settings)
    {
        var options = new CacheUseOptions();
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection(CacheUseOptions.Section).Bind(options);
        return options;
    }
}
