using System.Text;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Comparison;

/// <summary>Recorded calls to compare.</summary>
internal static class Side
{
    public static RecordedInteraction Chat(string request, string? response, InteractionStatus status = InteractionStatus.Success, int? http = 200) =>
        Of("openai.chat", "POST /v1/chat/completions", request, response, status, http);

    public static RecordedInteraction Answer(string text, string finish = "stop") =>
        Chat("""{"model":"m","messages":[{"role":"user","content":"hello"}]}""", Completion(text, finish));

    public static RecordedInteraction Messages(string request, string response) => Of("anthropic.messages", "POST /v1/messages", request, response);

    public static string Completion(string text, string finish = "stop") =>
        $$"""{"choices":[{"index":0,"message":{"role":"assistant","content":{{System.Text.Json.JsonSerializer.Serialize(text)}}},"finish_reason":"{{finish}}"}]}""";

    public static string Call(string name, string arguments) =>
        $$$"""{"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"{{{name}}}","arguments":{{{System.Text.Json.JsonSerializer.Serialize(arguments)}}}}}]},"finish_reason":"tool_calls"}]}""";

    public static RecordedInteraction Of(string dialect, string operation, string? request, string? response, InteractionStatus status = InteractionStatus.Success, int? http = 200) => new()
    {
        Interaction = new Interaction
        {
            Id = InteractionId.New(TimeProvider.System),
            Project = "default",
            Timestamp = DateTimeOffset.UnixEpoch,
            Kind = InteractionKind.Llm,
            Status = status,
            Dialect = dialect,
            Operation = operation,
            HttpStatus = http,
            ResponseBytes = response?.Length ?? 0,
        },
        Request = Body(request),
        Response = Body(response),
    };

    private static Body? Body(string? text) => text is null ? null : new Body { Bytes = Encoding.UTF8.GetBytes(text), ContentType = "application/json" };
}
