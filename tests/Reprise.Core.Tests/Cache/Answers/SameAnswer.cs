using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Wire;

namespace Reprise.Core.Tests.Cache.Answers;

/// <summary>Compares two readings field by field, tool arguments as JSON.</summary>
internal static class SameAnswer
{
    public static void ShouldSayTheSameAs(this AnswerReading made, AnswerReading recorded, string name)
    {
        made.Error.ShouldBeNull(name);
        made.ErrorMessage.ShouldBeNull(name);
        made.IsComplete.ShouldBeTrue(name);
        (made.Content ?? "").ShouldBe(recorded.Content ?? "", name);
        (made.Reasoning ?? "").ShouldBe(recorded.Reasoning ?? "", name);
        (made.Refusal ?? "").ShouldBe(recorded.Refusal ?? "", name);
        made.FinishReason.ShouldBe(recorded.FinishReason, name);
        made.Model.ShouldBe(recorded.Model, name);
        made.ResponseId.ShouldBe(recorded.ResponseId, name);
        made.Usage.ShouldBe(recorded.Usage, name);
        made.ToolCalls.Select(Canonical).ShouldBe(recorded.ToolCalls.Select(Canonical), name);
    }

    private static string Canonical(ToolCall call) => $"{call.Id} {call.Name} {Canonical(call.Arguments)}";

    private static string Canonical(string arguments)
    {
        try
        {
            return JsonNode.Parse(arguments)?.ToJsonString() ?? "null";
        }
        catch (JsonException)
        {
            return arguments;
        }
    }
}
