using System.Text.RegularExpressions;

namespace Reprise.BuildPrices;

/// <summary>What the first authority says at the vendors themselves, to judge what others list for the same models.</summary>
internal static class Vendors
{
    private static readonly List<Provider> s_vendors = [];

    public static void Know(IEnumerable<Provider> providers) => s_vendors.AddRange(providers.Where(provider => provider.Id is "openai" or "anthropic" or "google" or "x-ai"));

    /// <summary>Resellers of closed models keep near the vendor's price; a listing at less than half or more than twice of it was misread.</summary>
    public static bool IsPlausible(Listing listing)
    {
        var name = Regex.Replace(listing.Name, "^.*(/|[a-z]{2,}\\.(?=[a-z]))", "");
        if (name.Contains("gpt-oss") || name.StartsWith("gemma")) return true; // Open weights: anyone sells them, at any price.
        foreach (var vendor in s_vendors)
        {
            if (vendor.Models.Find(model => model.Names.Exists(pattern => Pattern.Matches(pattern, name))) is not { } model) continue;
            if (model.History[^1]["input"] is not { } price || price == 0) continue;
            return listing.Prices["input"] / price is >= 0.5m and <= 2m;
        }

        return true;
    }
}
