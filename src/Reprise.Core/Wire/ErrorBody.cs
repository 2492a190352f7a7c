using System.Text.Json;

namespace Reprise.Wire;

/// <summary>Errors as the providers themselves write them, so that their clients can read what we refuse, and take what was made up for a test for real.</summary>
internal static class ErrorBody
{
    /// <param name="family">Of dialects: <c>openai</c>, <c>anthropic</c> …; a family without a shape of its own gets OpenAI's.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">Ours, such as <c>upstream_unreachable</c>; null for what the provider itself would say.</param>
    /// <param name="message">For a person, without content or credentials.</param>
    public static byte[] Of(string family, int status, string? code, string message)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            Write(json, family, status, code, message);
            json.WriteEndObject();
        }

        return output.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string family, int status, string? code, string message)
    {
        switch (family)
        {
            case "anthropic":
                json.WriteString("type", "error");
                json.WriteStartObject("error");
                json.WriteString("type", status switch
                {
                    400 => "invalid_request_error", 401 => "authentication_error", 402 => "billing_error", 403 => "permission_error", 404 => "not_found_error", 413 => "request_too_large",
                    429 => "rate_limit_error", 504 => "timeout_error", 529 => "overloaded_error", _ => "api_error",
                });
                json.WriteString("message", message);
                json.WriteEndObject();
                break;
            case "gemini":
                json.WriteStartObject("error");
                json.WriteNumber("code", status);
                json.WriteString("message", message);
                json.WriteString("status", status switch
                {
                    400 => "INVALID_ARGUMENT", 401 => "UNAUTHENTICATED", 403 => "PERMISSION_DENIED", 404 => "NOT_FOUND", 402 or 429 => "RESOURCE_EXHAUSTED", 500 => "INTERNAL", 504 => "DEADLINE_EXCEEDED", _ => "UNAVAILABLE",
                });
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
                WriteOpenAi(json, status, code, message);
                break;
            default:
                json.WriteStartObject("error");
                WriteOpenAi(json, status, code, message);
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteOpenAi(Utf8JsonWriter json, int status, string? code, string message)
    {
        json.WriteString("message", message);
        json.WriteString("type", (code, status) switch
        {
            (_, 400 or 404) => "invalid_request_error",
            (_, 402) => "insufficient_quota",
            ("rate_limited", _) => "requests",
            ("permission_denied", _) => "invalid_request_error",
            (not null, _) => "upstream_error",
            (_, 429) => "requests",
            (_, >= 500) => "server_error",
            _ => "invalid_request_error",
        });
        json.WriteNull("param");
        json.WriteString("code", code ?? status switch { 401 => "invalid_api_key", 404 => "model_not_found", 429 => "rate_limit_exceeded", _ => null });
    }
}
