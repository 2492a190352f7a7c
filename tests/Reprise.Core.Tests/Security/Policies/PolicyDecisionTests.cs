using Reprise.Security.Policies;
using Reprise.Security.Rules;
using Reprise.Security.Scanning;
using Reprise.Security.Tokens;

namespace Reprise.Core.Tests.Security.Policies;

public sealed class PolicyDecisionTests
{
    private static readonly SecurityFindings s_found = new()
    {
        InjectionScore = .9,
        Rules = [new RuleMatch("reprise", "injection_override", [], null)],
        Tokens = [new SuspiciousToken(TokenKinds.Bidi, 1, 0)],
        Types = ["card", "secret.aws_access_key"],
        Sensitivity = "confidential",
    };

    [Fact]
    public void Everything_a_rule_states_must_hold()
    {
        Applies(new SecurityRule { InjectionScore = .9, Yara = ["reprise:injection_*"], Secrets = ["*"], Personal = ["card"], Tokens = ["bidi"], Sensitivity = "internal" }).ShouldBeTrue();
        Applies(new SecurityRule { InjectionScore = .95 }).ShouldBeFalse();
        Applies(new SecurityRule { InjectionScore = .9, Yara = ["other:*"] }).ShouldBeFalse();
        Applies(new SecurityRule { Secrets = ["github_token"] }).ShouldBeFalse();
        Applies(new SecurityRule { Personal = ["email"] }).ShouldBeFalse();
        Applies(new SecurityRule { Tokens = ["tag"] }).ShouldBeFalse();
        Applies(new SecurityRule { Sensitivity = "restricted" }).ShouldBeFalse();
        Applies(new SecurityRule { SystemPromptLeaked = true }).ShouldBeFalse();
        Applies(new SecurityRule()).ShouldBeFalse();
    }

    [Fact]
    public void The_strongest_action_counts()
    {
        var policy = new SecurityPolicy { Rules = [Rule("a", SecurityAction.Flag), Rule("b", SecurityAction.Block), Rule("c", SecurityAction.Redact), Rule("d", SecurityAction.Block)] };
        PolicyDecision.Of(policy, s_found, SecuritySide.Request)!.Name.ShouldBe("b");
    }

    [Fact]
    public void A_rule_for_the_other_side_is_not_asked()
    {
        var policy = new SecurityPolicy { Rules = [Rule("a", SecurityAction.Block) with { Side = SecuritySide.Answer }] };
        PolicyDecision.Of(policy, s_found, SecuritySide.Request).ShouldBeNull();
        PolicyDecision.Of(policy, s_found, SecuritySide.Answer).ShouldNotBeNull();
    }

    [Fact]
    public void A_policy_reads_back_as_it_was_written()
    {
        var policy = new SecurityPolicy { Rules = [Rule("a", SecurityAction.Redact) with { Redact = ["secret"], Secrets = ["*"] }] };
        var again = SecurityPolicy.Find(policy.ToJson())!;
        again.ToJson().ShouldBe(policy.ToJson());
        again.Rules[0].Action.ShouldBe(SecurityAction.Redact);
        SecurityPolicy.Find("{\"rules\":[{\"nme\":\"a\"}]}").ShouldBeNull();
        SecurityPolicy.Find("no json").ShouldBeNull();
    }

    [Theory]
    [InlineData("{\"rules\":[{\"name\":\"a\",\"action\":\"block\"}]}", "states nothing")]
    [InlineData("{\"rules\":[{\"name\":\"A b\",\"injection_score\":0.5}]}", "no usable name")]
    [InlineData("{\"rules\":[{\"name\":\"a\",\"injection_score\":2}]}", "outside")]
    [InlineData("{\"rules\":[{\"name\":\"a\",\"sensitivity\":\"high\"}]}", "sensitivity")]
    [InlineData("{\"rules\":[{\"name\":\"a\",\"secrets\":[\"*\"],\"side\":\"answer\",\"action\":\"redact\"}]}", "redacts answers")]
    [InlineData("{\"rules\":[{\"name\":\"a\",\"secrets\":[\"*\"]},{\"name\":\"a\",\"secrets\":[\"*\"]}]}", "same name")]
    public void A_policy_that_cannot_be_meant_is_refused(string json, string says) => string.Join(' ', SecurityPolicy.Find(json)!.Mistakes()).ShouldContain(says);

    private static SecurityRule Rule(string name, SecurityAction action) => new() { Name = name, InjectionScore = .5, Action = action };

    private static bool Applies(SecurityRule rule) => PolicyDecision.Of(new SecurityPolicy { Rules = [rule with { Name = "r", Action = SecurityAction.Flag }] }, s_found, SecuritySide.Both) is not null;
}
