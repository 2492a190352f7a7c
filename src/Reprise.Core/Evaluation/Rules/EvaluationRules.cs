using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Evaluation.Rules;

/// <summary>The rules of all projects, in memory; what is set on another server counts within seconds. Safe for any number of threads.</summary>
public sealed class EvaluationRules : IDisposable
{
    private readonly ISettingsStore _settings;
    private readonly Evaluators _evaluators;
    private readonly TimeProvider _time;
    private readonly IDisposable _watching;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly SemaphoreSlim _told = new(0, 1);
    private volatile Dictionary<string, IReadOnlyList<EvaluationRule>> _byProject = new(StringComparer.Ordinal);

    /// <param name="settings">May be unopened yet.</param>
    /// <param name="evaluators">Makes what rules score by.</param>
    /// <param name="time">The clock.</param>
    public EvaluationRules(ISettingsStore settings, Evaluators evaluators, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _evaluators, _time) = (settings, evaluators, time);
        _watching = settings.Watch(OnChanged);
    }

    /// <summary>Whether no project has any.</summary>
    public bool IsEmpty => _byProject.Count == 0;

    /// <summary>The rules of a project by name, as last read.</summary>
    public IReadOnlyList<EvaluationRule> Of(string project) => _byProject.TryGetValue(project, out var rules) ? rules : [];

    /// <summary>Completes when a rule may have changed.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _told.WaitAsync(cancellationToken);

    /// <summary>Reads all rules; one that did not change is kept, with what its judge has spent.</summary>
    /// <returns>Rules that do nothing, which did something before or were not known.</returns>
    /// <exception cref="StoreException">The settings cannot be read.</exception>
    public async Task<IReadOnlyList<EvaluationRule>> RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var settings = await _settings.ListAsync(null, EvaluationRule.SettingKind, cancellationToken).ConfigureAwait(false);
            var before = _byProject;
            var now = settings.GroupBy(static setting => setting.Project, StringComparer.Ordinal).ToDictionary(static group => group.Key, group => (IReadOnlyList<EvaluationRule>)[.. group.Select(Read)], StringComparer.Ordinal);
            _byProject = now;
            return [.. now.Values.SelectMany(static rules => rules).Where(rule => rule.Mistake is not null && before.GetValueOrDefault(rule.Project, []).All(known => known.Name != rule.Name || known.Mistake != rule.Mistake))];
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Sets a rule, a new one or one there is.</summary>
    /// <exception cref="FormatException">The name or a value cannot be; says which, for people.</exception>
    public async Task<EvaluationRule> SetAsync(string project, string name, EvaluationRuleValues values, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!EvaluationRule.IsValidName(name)) throw new FormatException($"That is no name of a rule; expected {EvaluationRule.NameRule}.");
        if (values.Mistakes().Select(static mistake => $"{mistake.Name} {mistake.Mistake}.").FirstOrDefault() is { } first) throw new FormatException(first);
        var rule = Make(project, name, values);
        if (rule.Mistake is { } mistake) throw new FormatException(mistake);
        var json = values.ToJson();
        await _settings.PutAsync(new Setting { Project = project, Kind = EvaluationRule.SettingKind, Key = name, Value = json }, null, Entry(project, actor, "evaluation.rule.set", name, json), cancellationToken).ConfigureAwait(false);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return rule;
    }

    /// <summary>Removes a rule; false when there was none. What it scored stays on record.</summary>
    public async Task<bool> RemoveAsync(string project, string name, string actor, CancellationToken cancellationToken)
    {
        if (!EvaluationRule.IsValidName(name)) return false;
        var removed = await _settings.RemoveAsync(project, EvaluationRule.SettingKind, name, Entry(project, actor, "evaluation.rule.remove", name, null), cancellationToken).ConfigureAwait(false);
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return removed;
    }

    public void Dispose()
    {
        _watching.Dispose();
        _reading.Dispose();
        _told.Dispose();
    }

    private EvaluationRule Read(Setting setting)
    {
        var known = Of(setting.Project).FirstOrDefault(rule => rule.Name == setting.Key);
        if (EvaluationRuleValues.FromJson(setting.Value) is not { } values)
            return new EvaluationRule { Name = setting.Key, Project = setting.Project, Values = new EvaluationRuleValues(), Filter = new NotFilter(Filter.All), Evaluators = [], Mistake = "This rule was written by another version and cannot be read; set it again." };
        return known is not null && known.Mistake is null && known.Values.ToJson() == values.ToJson() ? known : Make(setting.Project, setting.Key, values);
    }

    private EvaluationRule Make(string project, string name, EvaluationRuleValues values)
    {
        var rule = new EvaluationRule { Name = name, Project = project, Values = values, Filter = Filter.All, Evaluators = [] };
        var reading = FilterParser.Parse(values.Filter, _time.GetUtcNow());
        if (reading.Filter is not { } filter) return rule with { Mistake = $"The filter has a mistake at character {reading.Error!.Position + 1}: {reading.Error.Message}." };
        try
        {
            return rule with { Filter = filter, Evaluators = _evaluators.Create(values.Evaluators!, project) };
        }
        catch (FormatException e)
        {
            return rule with { Mistake = e.Message };
        }
    }

    private void OnChanged(SettingChange change)
    {
        if (change.Kind is not ("" or EvaluationRule.SettingKind)) return;
        try
        {
            if (_told.CurrentCount == 0) _told.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // It has been told already, or nobody listens any more.
        }
    }

    private AuditEntry Entry(string project, string actor, string action, string subject, string? details)
    {
        var now = _time.GetUtcNow();
        return new AuditEntry { Id = InteractionId.At(now), Timestamp = now, Project = project, Actor = actor, Action = action, Subject = subject, Details = details };
    }
}
