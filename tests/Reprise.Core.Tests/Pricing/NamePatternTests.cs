using Reprise.Pricing;

namespace Reprise.Core.Tests.Pricing;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("gpt-4o", "gpt-4o")]
    [InlineData("GPT-4o", "gpt-4o")]
    [InlineData("claude-3-opus*", "claude-3-opus-20240229")]
    [InlineData("claude-3-opus*", "claude-3-opus")]
    [InlineData("*nova-lite*", "us.amazon.nova-lite-v1:0")]
    [InlineData("*-preview", "gemini-3-preview")]
    [InlineData("grok-4.3-########", "grok-4.3-20260401")]
    [InlineData("*", "anything")]
    [InlineData("claude-opus-5*", "claude-opus-5-20260901")]
    [InlineData("claude-sonnet-4-2025*", "claude-sonnet-4-20250514")]
    [InlineData("gpt-oss-120b*", "gpt-oss-120b-1:0")]
    [InlineData("gemini-3.1-flash-lite*", "gemini-3.1-flash-lite-preview-09-2026")]
    public void A_pattern_matches(string pattern, string name) => NamePattern.Parse(pattern).Matches(name).ShouldBeTrue();

    [Theory]
    [InlineData("gpt-4o", "gpt-4o-mini")]
    [InlineData("gpt-4o", "xgpt-4o")]
    [InlineData("claude-3-opus*", "my-claude-3-opus")]
    [InlineData("*-preview", "gemini-preview-3")]
    [InlineData("grok-4.3-########", "grok-4.3-2026040")]
    [InlineData("grok-4.3-########", "grok-4.3-2026040a")]
    [InlineData("gpt-4o", "")]
    public void A_pattern_does_not_match(string pattern, string name) => NamePattern.Parse(pattern).Matches(name).ShouldBeFalse();

    [Theory]
    [InlineData("claude-opus-5*", "claude-opus-5-1")]
    [InlineData("claude-opus-5*", "claude-opus-5.5-20261001")]
    [InlineData("claude-opus-5*", "claude-opus-50")]
    [InlineData("*claude-opus-4-1*", "us.anthropic.claude-opus-4-12")]
    public void A_pattern_that_ends_in_a_version_does_not_match_the_next_version(string pattern, string name) =>
        NamePattern.Parse(pattern).Matches(name).ShouldBeFalse();
}
