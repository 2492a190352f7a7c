using System.Collections.Concurrent;

namespace Reprise.Pricing;

/// <summary>
/// Remembers what a name was found to mean, and that it means nothing. Names come from callers, so it holds at most <see cref="Capacity"/> of them and then
/// starts anew: programs use few models, and only an attack uses thousands.
/// </summary>
internal sealed class LookupCache(Func<string?, string, PricedModel?> look)
{
    public const int Capacity = 4_096;

    private ConcurrentDictionary<(string? Provider, string Model), PricedModel?> _known = new();
    private int _count;

    public PricedModel? Find(string? provider, string? model)
    {
        if (string.IsNullOrWhiteSpace(model) || model.Length > ModelNames.LongestName || provider?.Length > ModelNames.LongestName) return null;
        var known = Volatile.Read(ref _known);
        if (known.TryGetValue((provider, model), out var found)) return found;

        found = look(provider, model);
        // The count is kept aside because counting a concurrent dictionary takes all its locks.
        if (Interlocked.Increment(ref _count) > Capacity)
        {
            Interlocked.Exchange(ref _known, new());
            Interlocked.Exchange(ref _count, 0);
        }

        Volatile.Read(ref _known)[(provider, model)] = found;
        return found;
    }
}
