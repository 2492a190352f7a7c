using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Retention;

/// <summary>
/// Says what is in force: configuration, and over it what people set. What is said for a kind in a project wins over what is said for the project, that over
/// a kind in every project, that over everything; in one place a setting wins over configuration.
/// </summary>
public sealed class RetentionPolicies(ISettingsStore settings, RetentionOptions options, TimeProvider time)
{
    /// <summary>Until anybody says otherwise.</summary>
    public const int StandardDays = 90;

    /// <summary>What is in force in a project now. Throws a <see cref="StoreException"/> when it cannot be told; nothing must be removed then.</summary>
    public async Task<RetentionPolicy> FindAsync(string project, CancellationToken cancellationToken)
    {
        var said = await ListSetAsync(project, cancellationToken).ConfigureAwait(false);
        var kinds = said.Keys.Where(scope => scope.Kind is not null).Select(scope => scope.Kind!.Value)
            .Concat(options.Default.Kinds.Keys.Select(Words.ReadKind))
            .Concat(options.Projects.TryGetValue(project, out var configured) ? configured.Kinds.Keys.Select(Words.ReadKind) : [])
            .Distinct().OrderBy(Words.Of, StringComparer.Ordinal);
        return new RetentionPolicy
        {
            Project = project,
            All = RulesOf(project, null, said),
            Kinds = [.. kinds.Select(kind => new KindRules(kind, RulesOf(project, kind, said)))],
        };
    }

    /// <summary>What was set at run time for a project and for all of them. Throws a <see cref="StoreException"/> when some of it cannot be read.</summary>
    public async Task<IReadOnlyDictionary<RetentionScope, RetentionValues>> ListSetAsync(string project, CancellationToken cancellationToken)
    {
        var said = new Dictionary<RetentionScope, RetentionValues>();
        foreach (var setting in await settings.ListAsync(null, RetentionScope.SettingKind, cancellationToken).ConfigureAwait(false))
        {
            if (setting.Project is { Length: > 0 } other && other != project) continue;
            var scope = new RetentionScope(setting.Project, setting.Key == "all" ? null : Words.ReadKind(setting.Key));
            said[scope] = RetentionValues.FromJson(setting.Value)
                ?? throw new StoreException($"The retention setting '{setting.Key}' ({scope}) cannot be read, so nothing is removed. Set it again or remove it.");
        }

        return said;
    }

    /// <summary>Sets all values of a scope; those that are null are no longer said there.</summary>
    public async Task SetAsync(RetentionScope scope, RetentionValues values, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Mistakes().Select(static mistake => $"{mistake.Name} {mistake.Mistake}").FirstOrDefault() is { } first) throw new ArgumentException(first, nameof(values));
        var setting = new Setting { Project = scope.Project, Kind = RetentionScope.SettingKind, Key = scope.Key, Value = values.ToJson() };
        await settings.PutAsync(setting, null, Audit.Entry(time, scope.Project, actor, "retention.set", scope.Key, new AuditDetails { Values = values }), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back what was set for a scope; false when nothing was.</summary>
    public Task<bool> UnsetAsync(RetentionScope scope, string actor, CancellationToken cancellationToken) =>
        settings.RemoveAsync(scope.Project, RetentionScope.SettingKind, scope.Key, Audit.Entry(time, scope.Project, actor, "retention.unset", scope.Key, null), cancellationToken);

    private RetentionRules RulesOf(string project, InteractionKind? kind, IReadOnlyDictionary<RetentionScope, RetentionValues> said)
    {
        var places = Places(project, kind, said).ToList();
        // A limit counts what it was said for: the project's is no limit of each kind.
        var ofLimits = places.Where(place => place.IsOfKind == kind is not null).ToList();
        return new RetentionRules
        {
            Days = Say(places, nameof(RetentionValues.Days), static values => values.Days, StandardDays),
            BodyDays = Say(places, nameof(RetentionValues.BodyDays), static values => values.BodyDays, 0),
            MaxInteractions = Say(ofLimits, nameof(RetentionValues.MaxInteractions), static values => values.MaxInteractions, 0),
            MaxBytes = Say(ofLimits, nameof(RetentionValues.MaxBytes), static values => values.MaxBytes, 0),
        };
    }

    /// <summary>All that may say something, the strongest first.</summary>
    private IEnumerable<Place> Places(string project, InteractionKind? kind, IReadOnlyDictionary<RetentionScope, RetentionValues> said)
    {
        foreach (var (owner, configured, name) in new[] { (project, options.Projects.GetValueOrDefault(project), $"Retention:Projects:{project}"), ("", options.Default, "Retention:Default") })
        {
            if (kind is { } one)
            {
                if (said.TryGetValue(new RetentionScope(owner, one), out var setForKind)) yield return new Place(setForKind, $"setting of {new RetentionScope(owner, one)}", IsSetting: true, IsOfKind: true);
                if (configured?.Kinds.GetValueOrDefault(Words.Of(one)) is { } ofKind) yield return new Place(ofKind.Values, $"{name}:Kinds:{Words.Of(one)}", IsSetting: false, IsOfKind: true);
            }

            if (said.TryGetValue(new RetentionScope(owner, null), out var set)) yield return new Place(set, $"setting of {new RetentionScope(owner, null)}", IsSetting: true, IsOfKind: false);
            if (configured is not null) yield return new Place(configured.Values, name, IsSetting: false, IsOfKind: false);
        }
    }

    private static Sourced<T> Say<T>(IEnumerable<Place> places, string name, Func<RetentionValues, T?> value, T standard)
        where T : struct
    {
        foreach (var place in places)
        {
            if (value(place.Values) is { } said) return new Sourced<T>(said, place.IsSetting ? place.Name : $"{place.Name}:{name}");
        }

        return new Sourced<T>(standard, "built in");
    }

    private readonly record struct Place(RetentionValues Values, string Name, bool IsSetting, bool IsOfKind);
}
