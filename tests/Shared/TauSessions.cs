using System.Text;
using System.Text.Json;

namespace Reprise.Tests;

/// <summary>The recorded airline conversations of the shared data: what a client sent and got in each, message by message, as it is written there.</summary>
internal static class TauSessions
{
    /// <summary>Stands for the system prompt where the data comes without it.</summary>
    private const string StandIn = "You are an agent of an airline.\nYou book, change and cancel reservations, and refuse what the rules do not allow.\n\n- Ask before you write anything.\n- One tool at a time.";

    public static IReadOnlyList<TauSession> Read()
    {
        var file = SharedData.Require("conv-taubench/airline_gpt4o_sessions.jsonl");
        var prompt = Path.Combine(Path.GetDirectoryName(file)!, "airline_system_prompt.txt");
        var system = File.Exists(prompt) ? File.ReadAllText(prompt) : StandIn;
        return [.. File.ReadLines(file).Where(static line => line.Length > 0).Select(line => TauSession.Of(line, system))];
    }
}

/// <summary>One conversation.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Messages">Each as JSON, letter for letter.</param>
internal sealed record TauSession(string Id, IReadOnlyList<TauMessage> Messages)
{
    public static TauSession Of(string line, string system)
    {
        using var document = JsonDocument.Parse(line);
        var messages = document.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString() == "system"
            ? new TauMessage("system", "{\"role\": \"system\", \"content\": " + JsonSerializer.Serialize(system) + "}")
            : new TauMessage(message.GetProperty("role").GetString()!, message.GetRawText()));
        return new TauSession(document.RootElement.GetProperty("id").GetString()!, [.. messages]);
    }

    /// <summary>Each call of the session: the request a client that appends what it gets would send, and the answer that came.</summary>
    public IEnumerable<(byte[] Request, byte[] Answer)> Calls()
    {
        for (var i = 0; i < Messages.Count; i++)
            if (Messages[i].Role == "assistant") yield return (Request(Messages.Take(i)), Answer(Messages[i].Json, i));
    }

    public static byte[] Request(IEnumerable<TauMessage> messages) =>
        Encoding.UTF8.GetBytes("{\"model\": \"gpt-4o\", \"messages\": [" + string.Join(", ", messages.Select(static message => message.Json)) + "], \"temperature\": 0.0}");

    /// <summary>A chat completion around a message.</summary>
    public static byte[] Answer(string message, int number) => Encoding.UTF8.GetBytes(
        $$$"""{"id":"chatcmpl-{{{number}}}","object":"chat.completion","created":1715000000,"model":"gpt-4o-2024-05-13","choices":[{"index":0,"message":{{{message}}},"finish_reason":"{{{(message.Contains("\"tool_calls\"", StringComparison.Ordinal) ? "tool_calls" : "stop")}}}"}],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}}""");

    /// <summary>The tool calls with their results, as an application that records its tools would.</summary>
    public IEnumerable<(string Name, string Arguments, string Result)> Tools()
    {
        for (var i = 1; i < Messages.Count; i++)
        {
            if (Messages[i].Role != "tool") continue;
            using var call = JsonDocument.Parse(Messages[i - 1].Json);
            using var result = JsonDocument.Parse(Messages[i].Json);
            var function = call.RootElement.GetProperty("tool_calls")[0].GetProperty("function");
            yield return (function.GetProperty("name").GetString()!, function.GetProperty("arguments").GetString()!, result.RootElement.GetProperty("content").GetString()!);
        }
    }
}

/// <param name="Role">Whose.</param>
/// <param name="Json">As it is written.</param>
internal sealed record TauMessage(string Role, string Json);
