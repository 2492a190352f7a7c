using Reprise.Wire;

namespace Reprise.Server.Gateway;

/// <summary>Our own refusals and failures in the error shape of the provider whose route was called, so that its clients can read them.</summary>
internal static class ProviderError
{
    /// <param name="provider">Whose shape to use.</param>
    /// <param name="path">The path called; tells the shape where the provider's dialect is not configured.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Ours, such as <c>upstream_unreachable</c>.</param>
    /// <param name="message">For a person, without content or credentials.</param>
    public static byte[] Of(Provider provider, string path, int status, string code, string message) => ErrorBody.Of(FamilyOf(provider, path), status, code, message);

    private static string FamilyOf(Provider provider, string path)
    {
        if (path.StartsWith("/v1/messages", StringComparison.Ordinal)) return "anthropic";
        if (path.Contains("/chat/completions", StringComparison.Ordinal)) return "openai";
        var dialect = provider.Options.Dialect ?? provider.Name;
        return dialect.Split('.')[0].ToLowerInvariant() switch
        {
            "vertexai" => "gemini",
            var family => family,
        };
    }
}
