using System.Text.Json.Nodes;

namespace Reprise.Cache.Answers.Forms;

/// <summary>Adds the chunks of a chat's stream up to the whole answer, choice by choice.</summary>
internal sealed class ChatJoin
{
    private readonly SortedDictionary<int, JsonObject> _choices = [];
    private bool _isText;

    public JsonObject? Join(IReadOnlyList<Frame> events)
    {
        var whole = new JsonObject();
        foreach (var frame in events)
        {
            if (frame.Value is not { } chunk) continue;
            if (chunk["error"] is not null) return null;
            whole.Lay(chunk.CopyWithout("choices", "object", "obfuscation"));
            if (chunk.Array("choices") is not { } choices) continue;
            for (var i = 0; i < choices.Count; i++)
            {
                if (choices[i] is not JsonObject choice || !TryAdd(choice, choice.Number("index") ?? i)) return null;
            }
        }

        // A stream may end without saying why; a whole answer always says it, and clients fail where it does not.
        if (_choices.Count == 0 || _choices.Values.Any(static choice => choice["finish_reason"] is null)) return null;
        whole["object"] = _isText ? "text_completion" : "chat.completion";
        if (whole["usage"] is null && whole.Object("x_groq")?.Object("usage") is { } usage) whole["usage"] = usage.DeepClone();
        whole["choices"] = new JsonArray([.. _choices.Values.Select(Finished)]);
        return whole;
    }

    private bool TryAdd(JsonObject piece, int index)
    {
        if (!_choices.TryGetValue(index, out var choice)) _choices[index] = choice = new JsonObject { ["index"] = index, ["finish_reason"] = null };
        foreach (var (name, value) in piece)
        {
            if (name is "delta" or "message" or "text" or "index") continue;
            if (name is "logprobs" && value is JsonObject logprobs) AddLists(logprobs, choice);
            else if (value is not null || !choice.ContainsKey(name)) choice[name] = value?.DeepClone();
        }

        // Some servers send the same piece as delta and as message; the delta is it.
        if ((piece.Object("delta") ?? piece.Object("message")) is { } delta)
        {
            if (choice.Object("message") is not { } message) choice["message"] = message = new JsonObject { ["role"] = "assistant", ["content"] = null };
            return TryAddDelta(delta, message);
        }

        if (piece.Text("text") is not { } text) return true;
        _isText = true;
        choice.Append("text", text);
        return true;
    }

    private static void AddLists(JsonObject logprobs, JsonObject choice)
    {
        if (choice.Object("logprobs") is not { } known) choice["logprobs"] = known = [];
        foreach (var (name, value) in logprobs)
        {
            if (value is not JsonArray list)
            {
                if (!known.ContainsKey(name)) known[name] = value?.DeepClone();
                continue;
            }

            var to = known.List(name);
            foreach (var item in list) to.Add(item?.DeepClone());
        }
    }

    private static bool TryAddDelta(JsonObject delta, JsonObject message)
    {
        foreach (var (name, value) in delta)
        {
            switch (name, value)
            {
                case ("audio", not null):
                    return false;
                case ("tool_calls", JsonArray calls):
                    if (!ToolPieces.TryAdd(calls, message.List("tool_calls"))) return false;
                    break;
                case ("function_call", JsonObject call):
                    if (message.Object("function_call") is not { } known) message["function_call"] = known = [];
                    AddTexts(call, known);
                    break;
                case ("role", _):
                    if (value is not null) message["role"] = value.DeepClone();
                    break;
                case ("content", _):
                    ContentPieces.Add(value, message);
                    break;
                case (_, JsonArray list):
                    ContentPieces.AddItems(list, message.List(name));
                    break;
                default:
                    if (delta.Text(name) is { } text) message.Append(name, text);
                    else if (value is not null || !message.ContainsKey(name)) message[name] = value?.DeepClone();
                    break;
            }
        }

        return true;
    }

    private static void AddTexts(JsonObject from, JsonObject to)
    {
        foreach (var (name, _) in from)
        {
            if (from.Text(name) is { } text) to.Append(name, text);
        }
    }

    private static JsonObject Finished(JsonObject choice)
    {
        if (choice.Object("message") is not { } message) return choice;
        if (message.Array("tool_calls") is { } calls)
        {
            foreach (var call in calls) (call as JsonObject)?.Remove("index");
            if (calls.Count == 0) message.Remove("tool_calls");
        }

        // An empty text is how a stream begins; beside calls a whole answer says null.
        if (message.Text("content") is "" && (message.ContainsKey("tool_calls") || message.ContainsKey("function_call"))) message["content"] = null;
        return choice;
    }
}
