namespace Reprise.BuildPrices;

internal sealed class Provider(string id)
{
    public string Id { get; } = id;
    public List<string> KnownAs { get; } = [];
    public List<string> FallsBackTo { get; } = [];
    public List<Model> Models { get; } = [];
    public SortedDictionary<string, Model> Others { get; } = new(StringComparer.Ordinal);
    public bool Any => Models.Count + Others.Count > 0;

    /// <summary>Completes a known model, or adds an unknown one.</summary>
    public void Learn(Listing listing, Listing? before, string day)
    {
        if (Models.Find(model => model.Names.Exists(pattern => Pattern.Matches(pattern, listing.Name))) is { } known)
        {
            foreach (var prices in known.History) Complete(prices, listing.Prices);
            return;
        }

        if (!Vendors.IsPlausible(listing) || Others.ContainsKey(listing.Name) || listing.Prices["input"] is null) return;
        List<Prices> history = [listing.Prices];
        if (before is not null && IsChange(before.Prices, listing.Prices))
        {
            history.Insert(0, before.Prices);
            listing.Prices.From = day;
        }

        Others[listing.Name] = new Model([listing.Name], listing.Source, history);
    }

    /// <summary>The price of a search is the provider's, not the model's, where all its listed models agree on one.</summary>
    public void SpreadSearchPrice(IEnumerable<Listing> listings)
    {
        var searches = listings.Select(listing => listing.Prices["web_search"]).OfType<decimal>().Distinct().ToList();
        if (searches.Count != 1) return;
        foreach (var prices in Models.SelectMany(model => model.History).Where(prices => prices["request"] is null && prices["web_search"] is null && prices["input"] > 0))
            prices.Set("web_search", searches[0]);
    }

    /// <summary>Only what the first authority has no word for; its own fields stay as they are.</summary>
    private static void Complete(Prices known, Prices listed)
    {
        SplitImages(known, listed);
        if (!known.SameTokens(listed)) return;
        foreach (var name in (string[])["cache_write_hour", "image_input", "image_output", "web_search"])
        {
            if (known[name] is null && !(name == "web_search" && known["request"] is not null)) known.Set(name, listed[name]);
            foreach (var (above, tier) in known.Tiers)
            {
                if (listed.Tiers.TryGetValue(above, out var other) && other.TryGetValue(name, out var price)) tier.TryAdd(name, price);
            }
        }
    }

    /// <summary>Where the first authority gives an image's price for all answers and the second tells text and images apart, the second is right.</summary>
    private static void SplitImages(Prices known, Prices listed)
    {
        if (known["image_output"] is not null || listed["image_output"] is not { } image || known["input"] != listed["input"]) return;
        if (known["output"] != image || listed["output"] >= image) return;
        known.Set("image_output", image);
        known.Set("output", listed["output"]);
    }

    /// <summary>A price that went up or down; not one that was off by powers of ten, which was a slip, nor one that merely became known.</summary>
    private static bool IsChange(Prices old, Prices young)
    {
        var changed = false;
        foreach (var name in (string[])["input", "output", "cache_read", "cache_write"])
        {
            if (old[name] is not { } was || young[name] is not { } became) continue;
            if (was == 0 || became == 0 || was / became is > 15 or < 0.066m) return false;
            changed |= was != became;
        }

        return changed && old["output"] is null == young["output"] is null;
    }
}
