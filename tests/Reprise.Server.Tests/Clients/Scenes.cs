namespace Reprise.Server.Tests.Clients;

/// <summary>What the .NET clients ask, from the script of the demo.</summary>
internal static class Scenes
{
    public const string Question = "Which of your sleeping bags is warm enough for October in the Cairngorms? I sleep cold.";

    public const string Answer = "comfortable down to minus six";

    /// <summary>Needs two tools, one after the other.</summary>
    public const string Task = "Plan a two-day walk from Edinburgh for four people next weekend, not too hard, with a bed in between.";

    /// <summary>Tools with their descriptions, JSON schemas and results, in the order in which the task needs them.</summary>
    public static IReadOnlyList<SceneTool> Tools { get; } =
    [
        new("get_weather", "Weather of the next days", """{"type":"object","properties":{"place":{"type":"string"},"days":{"type":"integer"}}}""", """{"saturday":"dry","sunday":"showers"}"""),
        new("find_trains", "Trains of a day", """{"type":"object","properties":{"from":{"type":"string"},"to":{"type":"string"}}}""", """{"trains":["08:24","08:54"]}"""),
    ];

    public static string ResultOf(string tool) => Tools.Single(t => t.Name == tool).Result;
}

internal sealed record SceneTool(string Name, string Description, string Schema, string Result);
