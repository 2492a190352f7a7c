using Reprise.Wire;

namespace Reprise.Replay.Editing;

/// <summary>Makes all changes of a replay within one dialect, and reads the result again before anybody sends it.</summary>
internal static class RequestEditor
{
    /// <summary>Each parameter is a walk over the body.</summary>
    private const int MostParameters = 100;

    /// <exception cref="ReplayException">A change has no place in this request.</exception>
    public static Draft Edit(Draft original, ReplayChanges changes)
    {
        if (changes.Parameters.Count > MostParameters)
        {
            throw new ReplayException(ReplayObstacles.InvalidParameter, $"{changes.Parameters.Count} parameters are to be changed; at most {MostParameters} are at once.", "Setting an object as a whole is one parameter.");
        }

        var shape = RequestShape.Of(original.Dialect);
        var draft = original;
        if (changes with { Provider = null } is { IsEmpty: true }) return draft;
        var before = Read(original);
        var prompt = PromptOf(original, shape, changes);
        if (prompt is not null && prompt != before.Prompt) draft = PromptEdit.Apply(draft, shape, prompt);
        if (changes.System is { } system && system != (before.SystemPrompt ?? "")) draft = SystemEdit.Apply(draft, shape, JsonText.Clean(system));
        foreach (var (name, value) in changes.Parameters) draft = ParameterEdit.Apply(draft, shape, name, value);
        if (changes.Model is { } model) draft = ModelEdit.Apply(draft, shape, model);
        if (!draft.Body.Equals(original.Body) || draft.Path != original.Path) Check(before, draft, prompt, changes);
        return draft;
    }

    private static string? PromptOf(Draft original, RequestShape shape, ReplayChanges changes)
    {
        if (changes.Context.Count == 0) return changes.Prompt is { } only ? JsonText.Clean(only) : null;
        var prompt = changes.Prompt ?? PromptEdit.Current(original, shape)
            ?? throw new ReplayException(ReplayObstacles.NoPlace, "The recorded request has no user text to put documents in front of.", "Replaying it without documents still works.");
        return JsonText.Clean(ContextBlock.Put(changes.Context, prompt));
    }

    /// <summary>What the provider will take for prompt, system prompt and model must be what was asked for, and what nobody asked to change must be as before.</summary>
    private static void Check(CallReading before, Draft edited, string? prompt, ReplayChanges changes)
    {
        var after = Read(edited);
        var isRight = after.Error is null
            && (after.Prompt ?? "") == (prompt ?? before.Prompt ?? "")
            && (after.SystemPrompt ?? "") == (changes.System is { } system ? JsonText.Clean(system) : before.SystemPrompt ?? "")
            && (changes.Model is not { } model || after.Model == model || after.Model?.EndsWith("/" + model, StringComparison.Ordinal) is true);
        if (isRight) return;
        throw new ReplayException(ReplayObstacles.NoPlace, "The recorded request is written in a way in which this change cannot be made safely.", "Replaying it unchanged still works.");
    }

    private static CallReading Read(Draft draft) =>
        DialectCatalog.OfRecord(draft.Dialect).ReadRequest(new WireRequest(draft.Method, draft.Path, draft.Body, draft.ContentType), details: true);
}
