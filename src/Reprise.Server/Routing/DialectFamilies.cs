using Reprise.Wire;

namespace Reprise.Server.Routing;

/// <summary>Which providers take requests of which dialect.</summary>
internal static class DialectFamilies
{
    private static readonly string[] s_ofAnthropic = ["anthropic", "claude", "openrouter", "vertex"];
    private static readonly string[] s_notLikeOpenAi = ["anthropic", "claude", "gemini", "vertex", "bedrock", "cohere"];

    /// <summary>Whether a provider of this family takes what is written in the dialect. A family that nobody knows is taken at its word: whoever configured it knows.</summary>
    /// <param name="family">The target's.</param>
    /// <param name="dialect">The request's.</param>
    /// <param name="asked">The family of the provider that was called.</param>
    public static bool Speaks(string family, string dialect, string asked)
    {
        if (family == asked) return true;
        var known = DialectCatalog.FamilyOf(family);
        if (known is null) return true;
        return dialect.Split('.')[0] switch
        {
            "anthropic" => s_ofAnthropic.Contains(known),
            "openai" or "xai" => !s_notLikeOpenAi.Contains(known),
            "gemini" => known is "gemini" or "vertex",
            var own => own == known,
        };
    }
}
