using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Interactions;
using Reprise.Settings;

namespace Reprise.Prompts;

/// <summary>The templates of all projects, each in one setting, so that a change is whole or not there.</summary>
public sealed class PromptShelf(ISettingsStore settings, TimeProvider time)
{
    /// <summary>The kind of settings that hold a template; the key is its name.</summary>
    public const string SettingKind = "prompt";

    public async Task<IReadOnlyList<Prompt>> ListAsync(string project, CancellationToken cancellationToken)
    {
        var found = await settings.ListAsync(project, SettingKind, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(static setting => PromptNote.Read(setting.Value)?.ToPrompt(setting.Key)).OfType<Prompt>()];
    }

    public async Task<Prompt?> FindAsync(string project, string name, CancellationToken cancellationToken) => PromptRules.IsValidName(name)
        && await settings.FindAsync(project, SettingKind, name, cancellationToken).ConfigureAwait(false) is { } setting ? PromptNote.Read(setting.Value)?.ToPrompt(name) : null;

    /// <summary>Adds a version, and the template with its first one. With the values of the newest version no other is made; labels move to it.</summary>
    /// <exception cref="PromptException">It cannot be kept; says why.</exception>
    public Task<Prompt> SetAsync(string project, string name, PromptValues values, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!PromptRules.IsValidName(name)) throw new PromptException($"A prompt's name is {PromptRules.NameRule}.");
        var variables = PromptRules.Check(values);
        return ChangeAsync(project, name, "prompt.set", actor, note =>
        {
            note ??= new PromptNote();
            var version = new PromptVersion
            {
                Number = note.Numbers + 1, CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()), Text = values.Text, Messages = values.Messages,
                Model = values.Model, Parameters = values.Parameters, Note = values.Note, Variables = variables,
            };
            var isSame = note.Versions is [.., var newest] && PromptNote.SameWords(newest, version);
            var number = isSame ? note.Versions[^1].Number : version.Number;
            var labels = new Dictionary<string, int>(note.Labels, StringComparer.Ordinal);
            foreach (var label in values.Labels ?? []) labels[label] = number;
            return note with { Description = values.Description ?? note.Description, Numbers = number, Versions = isSame ? note.Versions : [.. note.Versions, version], Labels = labels };
        }, cancellationToken);
    }

    /// <summary>Lets a label stand for a version; null takes it away.</summary>
    /// <exception cref="PromptException">There is no such prompt or version, or it is no label.</exception>
    public Task<Prompt> LabelAsync(string project, string name, string label, int? version, string actor, CancellationToken cancellationToken)
    {
        PromptRules.CheckLabel(label);
        return ChangeAsync(project, name, "prompt.label", actor, note =>
        {
            var prompt = Known(note, name);
            var labels = new Dictionary<string, int>(note!.Labels, StringComparer.Ordinal);
            if (version is { } number) labels[label] = PromptRendering.Find(prompt, number).Number;
            else if (!labels.Remove(label)) throw new PromptException($"The prompt '{name}' has no such label.") { IsNotFound = true };
            return note with { Labels = labels };
        }, cancellationToken);
    }

    /// <summary>Lets versions share the calls from now on; without variants the experiment ends.</summary>
    /// <exception cref="PromptException">There is no such prompt or version, or the shares do not make 1.</exception>
    public Task<Prompt> TryAsync(string project, string name, string? experiment, IReadOnlyList<PromptVariant> variants, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(variants);
        if (variants.Count is 1 or > 10) throw new PromptException("An experiment has 2 to 10 variants.");
        if (variants.Any(static variant => !(variant.Share is > 0 and < 1)) || (variants.Count > 0 && Math.Abs(variants.Sum(static variant => variant.Share) - 1) > 1e-6)) throw new PromptException("The shares of the variants are above 0 and make 1 together.");
        if (variants.Select(static variant => variant.Version).Distinct().Count() != variants.Count) throw new PromptException("A version is a variant once.");
        if (experiment is not null && !PromptRules.IsValidName(experiment)) throw new PromptException($"An experiment's name is {PromptRules.NameRule}.");
        return ChangeAsync(project, name, variants.Count == 0 ? "prompt.experiment_end" : "prompt.experiment", actor, note =>
        {
            var prompt = Known(note, name);
            foreach (var variant in variants) PromptRendering.Find(prompt, variant.Version);
            var started = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            return note! with { Experiment = variants.Count == 0 ? null : new PromptExperiment { Name = experiment ?? $"{name}-{started:yyyyMMddHHmmss}", Variants = variants, StartedAt = started } };
        }, cancellationToken);
    }

    /// <summary>Removes a template with all its versions; false when there was none. Their numbers are never given again.</summary>
    public async Task<bool> RemoveAsync(string project, string name, string actor, CancellationToken cancellationToken)
    {
        if (await FindAsync(project, name, cancellationToken).ConfigureAwait(false) is null) return false;
        await ChangeAsync(project, name, "prompt.remove", actor, static note => new PromptNote { Numbers = note?.Numbers ?? 0 }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static Prompt Known(PromptNote? note, string name) => note?.ToPrompt(name) ?? throw new PromptException($"There is no prompt '{name}'.") { IsNotFound = true };

    private async Task<Prompt> ChangeAsync(string project, string name, string action, string actor, Func<PromptNote?, PromptNote> change, CancellationToken cancellationToken)
    {
        if (!PromptRules.IsValidName(name)) throw new PromptException("There is no prompt of that name.") { IsNotFound = true };
        while (true)
        {
            var before = await settings.FindAsync(project, SettingKind, name, cancellationToken).ConfigureAwait(false);
            var note = before is null ? null : PromptNote.Read(before.Value) ?? throw new PromptException($"The prompt '{name}' cannot be read by this version of Reprise.");
            var changed = change(note);
            var value = JsonSerializer.Serialize(changed, PromptJson.Relaxed.PromptNote);
            if (System.Text.Encoding.UTF8.GetByteCount(value) > PromptRules.MaxBytes) throw new PromptException($"All versions of a prompt together have at most {PromptRules.MaxBytes:N0} bytes; begin another prompt.");
            var now = time.GetUtcNow();
            var entry = new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = name };
            // Somebody else may have changed it meanwhile; then ours is the next change.
            if (await settings.PutAsync(new Setting { Project = project, Kind = SettingKind, Key = name, Value = value }, before?.Version ?? 0, entry, cancellationToken).ConfigureAwait(false) is not null)
                return changed.ToPrompt(name) ?? new Prompt { Name = name };
        }
    }
}

/// <summary>How a template is written into a setting.</summary>
internal sealed record PromptNote
{
    public string? Description { get; init; }

    /// <summary>The newest number ever given.</summary>
    public int Numbers { get; init; }
    public IReadOnlyList<PromptVersion> Versions { get; init; } = [];
    public IReadOnlyDictionary<string, int> Labels { get; init; } = new Dictionary<string, int>();
    public PromptExperiment? Experiment { get; init; }

    public static PromptNote? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PromptJson.Default.PromptNote);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static bool SameWords(PromptVersion one, PromptVersion other) =>
        one.Text == other.Text && (one.Messages ?? []).SequenceEqual(other.Messages ?? []) && one.Model == other.Model && one.Parameters?.GetRawText() == other.Parameters?.GetRawText();

    /// <summary>Null when it was removed.</summary>
    public Prompt? ToPrompt(string name) => Versions.Count == 0 ? null : new Prompt { Name = name, Description = Description, Versions = Versions, Labels = Labels, Experiment = Experiment };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PromptNote))]
internal sealed partial class PromptJson : JsonSerializerContext
{
    public static PromptJson Relaxed => s_relaxed ??= new PromptJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static PromptJson? s_relaxed;
}
