using System.Collections.Concurrent;
using System.Text.Json;
using Reprise.Access;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Budgets;

/// <summary>
/// What keys with budgets have spent. Is told of every call twice: by the gateway when it ends, and by the recorder when it is stored. On an engine that several servers may
/// share, the record is read again every ten seconds while a key is used, so what other servers' calls cost is known that late.
/// </summary>
public sealed class KeySpends(IInteractionStore store, ISettingsStore settings, TimeProvider time) : ICaptureObserver
{
    /// <summary>The kind of settings that keep what was spent, for calls that leave the record before their period ends; the key is the key's id.</summary>
    public const string SettingKind = "budget";

    /// <summary>So late a server knows what calls of others cost.</summary>
    public static readonly TimeSpan OthersAfter = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, KeySpend> _spends = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _written = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly bool _isShared = store.Engine is not ("sqlite" or "memory");

    /// <summary>The budgets of a key and what is spent of each; waits for the record the first time. Throws a <see cref="StoreException"/>.</summary>
    public async ValueTask<IReadOnlyList<BudgetState>> StatesAsync(ApiKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Limits is not { Budgets.Count: > 0 } limits) return [];
        var spend = SpendOf(key);
        if (!spend.IsRead) await ReadAsync(spend, cancellationToken).ConfigureAwait(false);
        else if (_isShared && time.GetElapsedTime(spend.ReadAt) >= OthersAfter) await ReadAgainAsync(spend, cancellationToken).ConfigureAwait(false);
        return StatesOf(spend, limits);
    }

    /// <summary>The first budget that stops the key, and the first that only warns; both null while there is money left. Takes a lock and no more once the record was read.</summary>
    public async ValueTask<(BudgetState? Stop, BudgetState? Warn)> CheckAsync(ApiKey key, CancellationToken cancellationToken)
    {
        BudgetState? stop = null, warn = null;
        foreach (var state in await StatesAsync(key, cancellationToken).ConfigureAwait(false))
        {
            if (!state.IsSpent) continue;
            if (state.Budget.Then == BudgetAction.Stop) stop ??= state;
            else warn ??= state;
        }

        return (stop, warn);
    }

    /// <summary>A call of this process has ended.</summary>
    public void Add(ApiKey key, InteractionId id, DateTimeOffset at, decimal usd) => SpendOf(key).Add(id, at, usd);

    void ICaptureObserver.Stored(IReadOnlyList<RecordedInteraction> interactions)
    {
        if (_spends.IsEmpty) return;
        foreach (var recorded in interactions)
        {
            var interaction = recorded.Interaction;
            if (KeyLabels.Find(interaction.Metadata, KeyLabels.KeyId) is { } id && _spends.TryGetValue(id, out var spend) && spend.Key.Project == interaction.Project)
                spend.Settle(interaction.Id, interaction.Timestamp, interaction.CostUsd ?? 0);
        }
    }

    /// <summary>Writes down what was spent where it has changed. Throws a <see cref="StoreException"/>.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, spend) in _spends)
        {
            var changes = spend.Changes;
            if (!spend.IsRead || changes == _written.GetValueOrDefault(id)) continue;
            // Another server may have written more.
            await RaiseAsync(spend, cancellationToken).ConfigureAwait(false);
            var value = new BudgetValue([.. spend.Now(time.GetUtcNow()).Select(static now => new BudgetValueWindow(now.Period, now.Window.From, now.Usd))]);
            await settings.PutAsync(new Setting { Project = spend.Key.Project, Kind = SettingKind, Key = id, Value = JsonSerializer.Serialize(value, BudgetJson.Default.BudgetValue) }, null, null, cancellationToken).ConfigureAwait(false);
            _written[id] = changes;
            foreach (var window in value.Windows!) spend.AtLeast(window.Per, window.From, window.Usd);
        }
    }

    private async Task ReadAsync(KeySpend spend, CancellationToken cancellationToken)
    {
        await spend.ReadAsync(store, time, again: false, cancellationToken).ConfigureAwait(false);
        await RaiseAsync(spend, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAgainAsync(KeySpend spend, CancellationToken cancellationToken)
    {
        try
        {
            await spend.ReadAsync(store, time, again: true, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // What was read before and this server's own calls still count; it is read again in a while.
        }
    }

    private async Task RaiseAsync(KeySpend spend, CancellationToken cancellationToken)
    {
        if (await settings.FindAsync(spend.Key.Project, SettingKind, spend.Key.Id, cancellationToken).ConfigureAwait(false) is not { } written || BudgetJson.Read(written.Value) is not { } value) return;
        foreach (var window in value.Windows ?? []) spend.AtLeast(window.Per, window.From, window.Usd);
    }

    private KeySpend SpendOf(ApiKey key)
    {
        if (_spends.TryGetValue(key.Id, out var found) && found.Counts(key)) return found;
        return _spends.AddOrUpdate(key.Id, static (_, made) => new KeySpend(made.Key, made.Began, made.Now), static (_, old, made) => old.Counts(made.Key) ? old : new KeySpend(made.Key, made.Began, made.Now, old),
            (Key: key, Began: _began, Now: time.GetUtcNow()));
    }

    private BudgetState[] StatesOf(KeySpend spend, KeyLimits limits)
    {
        var now = time.GetUtcNow();
        var states = new BudgetState[limits.Budgets.Count];
        for (var i = 0; i < states.Length; i++)
        {
            var budget = limits.Budgets[i];
            states[i] = new BudgetState(budget, BudgetWindow.At(budget.Per, now, spend.Key.CreatedAt), spend.Spent(budget.Per, now));
        }

        return states;
    }
}

/// <param name="Budget">What may be spent.</param>
/// <param name="Window">From when to when.</param>
/// <param name="SpentUsd">What was, in US dollars.</param>
public readonly record struct BudgetState(KeyBudget Budget, BudgetWindow Window, decimal SpentUsd)
{
    public bool IsSpent => SpentUsd >= Budget.Usd;
}
