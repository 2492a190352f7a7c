using System.Text.Json;

namespace Reprise.Server.Gateway;

/// <summary>Our own refusals and failures in the error shape of the provider whose route was called, so that its clients can read them.</summary>
internal static class ProviderError
{
    /// <param name="provider">Whose shape to use.</param>
    /// <param name="path">The path called; tells the shape where the provider's dialect is not configured.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Ours, such as <c>upstream_unreachable</c>.</param>
    /// <param name="message">For a person, without content or credentials.</param>
    public static byte[] Of(Provider provider, string path, int status, string code, string message) => Of(FamilyOf(provider, path), status, code, message);

    /// <param name="family">Of dialects: <c>openai</c>, <c>anthropic</c> …; a family without a shape of its own gets OpenAI's.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Ours.</param>
    /// <param name="message">For a person.</param>
    public static byte[] Of(string family, int status, string code, string message)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            switch (family)
            {
                case "anthropic":
                    json.WriteString("type", "error");
                    json.WriteStartObject("error");
                    json.WriteString("type", status switch { 400 => "invalid_request_error", 404 => "not_found_error", 504 => "timeout_error", _ => "api_error" });
                    json.WriteString("message", message);
                    json.WriteEndObject();
                    break;
                case "gemini":
                    json.WriteStartObject("error");
                    json.WriteNumber("code", status);
                    json.WriteString("message", message);
                    json.WriteString("status", status switch { 400 => "INVALID_ARGUMENT", 404 => "NOT_FOUND", 504 => "DEADLINE_EXCEEDED", _ => "UNAVAILABLE" });
                    json.WriteEndObject();
                    break;
                case "ollama":
                    json.WriteString("error", message);
                    break;
                case "bedrock" or "cohere":
                    json.WriteString("message", message);
                    break;
                case "mistral":
                    json.WriteString("object", "error");
                    json.WriteString("message", message);
                    json.WriteString("type", status is 400 or 404 ? "invalid_request_error" : "upstream_error");
                    json.WriteNull("param");
                    json.WriteString("code", code);
                    break;
                default:
                    json.WriteStartObject("error");
                    json.WriteString("message", message);
                    json.WriteString("type", status is 400 or 404 ? "invalid_request_error" : "upstream_error");
                    json.WriteNull("param");
                    json.WriteString("code", code);
                    json.WriteEndObject();
                    break;
            }

            json.WriteEndObject();
        }

        return output.ToArray();
    }

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
