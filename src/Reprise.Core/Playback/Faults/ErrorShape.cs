using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Playback.Faults;

/// <summary>Errors as the providers themselves write them, so that clients take them for real.</summary>
internal static class ErrorShape
{
    public static byte[] Of(TapeRequest request, int status, string message)
    {
        var family = DialectCatalog.Find(null, request.Provider, request.Method, request.Path).Name.Split('.')[0];
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            Write(json, family is "opaque" or "json" ? request.Provider : family, status, message);
            json.WriteEndObject();
        }

        return output.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string family, int status, string message)
    {
        switch (family)
        {
            case "anthropic":
                json.WriteString("type", "error");
                json.WriteStartObject("error");
                json.WriteString("type", status switch
                {
                    400 => "invalid_request_error", 401 => "authentication_error", 403 => "permission_error", 404 => "not_found_error", 413 => "request_too_large",
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
                    400 => "INVALID_ARGUMENT", 401 => "UNAUTHENTICATED", 403 => "PERMISSION_DENIED", 404 => "NOT_FOUND", 429 => "RESOURCE_EXHAUSTED", 500 => "INTERNAL", 504 => "DEADLINE_EXCEEDED", _ => "UNAVAILABLE",
                });
                json.WriteEndObject();
                break;
            case "ollama":
                json.WriteString("error", message);
                break;
            case "bedrock" or "cohere":
                json.WriteString("message", message);
                break;
            default:
                json.WriteStartObject("error");
                json.WriteString("message", message);
                json.WriteString("type", status switch { 429 => "requests", >= 500 => "server_error", _ => "invalid_request_error" });
                json.WriteNull("param");
                json.WriteString("code", status switch { 401 => "invalid_api_key", 404 => "model_not_found", 429 => "rate_limit_exceeded", _ => null });
                json.WriteEndObject();
                break;
        }
    }
}
