using System.Text.Json.Nodes;
using Reprise.Demo.Stories;

namespace Reprise.Demo.Traffic;

/// <summary>An agent works through its tools: one trace, a model call per step, a record per tool.</summary>
internal static class AgentScene
{
    public static async Task PlayAsync(Cast cast, DemoClient client, CancellationToken cancellationToken)
    {
        var story = cast.Pick(AgentStories.All);
        var turn = story.Turns[0];
        var target = cast.AgentModel();
        var trace = cast.Hex(16);
        var root = cast.Hex(8);
        var names = turn.Lines.Select(line => line.Tool?.Name).OfType<string>().ToList();
        var tools = AgentStories.Tools.Where(tool => names.Contains(tool.Name, StringComparer.Ordinal)).ToList();
        var turns = new List<Turn> { new("user", cast.Say(turn)) };
        var label = new CallLabel { Session = cast.Session, User = cast.User, PromptType = "agent", Tags = "agent", TraceParent = $"00-{trace}-{root}-01" };
        for (var step = 0; step < turn.Lines.Count; step++)
        {
            var conversation = new Conversation(story.System, turns) { Tools = tools, Stream = step == turn.Lines.Count - 1, Think = target.Provider is "anthropic" };
            await client.CallAsync(conversation.To(target), label, cancellationToken);
            if (StoryBook.Find(cast.Say(turn), step, names)?.Tool is not { } call) break;
            await client.RecordAsync(ToolRecord(cast, call, trace, root), cancellationToken);
            turns.Add(new Turn("assistant", "", call));
            turns.Add(new Turn("tool", call.Result, call));
        }
    }

    private static JsonObject ToolRecord(Cast cast, StoryTool call, string trace, string parent) => new()
    {
        ["kind"] = "tool",
        ["name"] = call.Name,
        ["status"] = "success",
        ["user_id"] = cast.User,
        ["session_id"] = cast.Session,
        ["trace_id"] = trace,
        ["span_id"] = cast.Hex(8),
        ["parent_id"] = parent,
        ["tags"] = new JsonArray("agent"),
        ["request"] = new JsonObject { ["prompt"] = call.Arguments, ["parameters"] = JsonNode.Parse(call.Arguments) },
        ["response"] = new JsonObject { ["content"] = call.Result },
        ["metrics"] = new JsonObject { ["latency_ms"] = 20 + cast.Random.Next(180) },
    };
}
