using System.Text.Json;
using Reprise.Prompts;

namespace Reprise.Server.Langfuse;

/// <summary>A version of a prompt as Langfuse's clients read it. Both sides write variables as <c>{{name}}</c>.</summary>
internal sealed record LangfusePromptDocument
{
    public required string Name { get; init; }
    public required int Version { get; init; }

    /// <summary><c>text</c> or <c>chat</c>.</summary>
    public required string Type { get; init; }

    /// <summary>A text, or messages.</summary>
    public required JsonElement Prompt { get; init; }
    public required JsonElement Config { get; init; }
    public required IReadOnlyList<string> Labels { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
    public string? CommitMessage { get; init; }

    /// <summary>Null where there is no such prompt, version or label.</summary>
    public static LangfusePromptDocument? Of(Prompt? prompt, int? version, string? label)
    {
        if (prompt is null || NumberOf(prompt, version, label) is not { } number || prompt.Versions.FirstOrDefault(one => one.Number == number) is not { } found) return null;
        return new LangfusePromptDocument
        {
            Name = prompt.Name,
            Version = number,
            Type = found.Messages is null ? "text" : "chat",
            Prompt = found.Messages is { } messages
                ? JsonSerializer.SerializeToElement(messages, LangfuseJson.Default.IReadOnlyListPromptMessage)
                : JsonSerializer.SerializeToElement(found.Text ?? "", LangfuseJson.Default.String),
            Config = found.Parameters ?? JsonSerializer.SerializeToElement(new Dictionary<string, string>(), LangfuseJson.Default.DictionaryStringString),
            Labels = [.. prompt.Labels.Where(one => one.Value == number).Select(static one => one.Key).Order(StringComparer.Ordinal)],
            CommitMessage = found.Note,
        };
    }

    private static int? NumberOf(Prompt prompt, int? version, string? label)
    {
        if (version is not null) return version;
        var newest = prompt.Versions.Count == 0 ? (int?)null : prompt.Versions[^1].Number;
        if (label is "latest" && !prompt.Labels.ContainsKey(label)) return newest;
        return prompt.Labels.TryGetValue(label ?? "production", out var labelled) ? labelled : label is null ? newest : null;
    }
}
