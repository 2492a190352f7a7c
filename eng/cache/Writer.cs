using System.Globalization;
using System.Text;
using Reprise.Cache.Judging;

namespace Reprise.BuildJudge;

/// <summary>Writes the weights as the judge reads them. The same input gives the same bytes.</summary>
internal static class Writer
{
    public static string Write((Logistic Model, List<Isotonic.Step> Steps) without, (Logistic Model, List<Isotonic.Step> Steps) with)
    {
        var json = new StringBuilder("{\n  \"material\": \"query-wellformedness (CC BY-SA 4.0) with our own judgements, Spider-Syn (MIT) from Spider (CC BY-SA 4.0), Advising of text2sql-data (CC BY 4.0), all-MiniLM-L6-v2 (Apache 2.0); eng/cache/README.md\",\n");
        Add(json, "without_second", without.Model, without.Steps, ",");
        Add(json, "with_second", with.Model, with.Steps, "");
        return json.Append("}\n").ToString();
    }

    private static void Add(StringBuilder json, string name, Logistic model, List<Isotonic.Step> steps, string end)
    {
        json.Append(CultureInfo.InvariantCulture, $"  \"{name}\": {{\n    \"intercept\": {model.Intercept:F4},\n    \"same\": 0.995,\n    \"weights\": {{\n");
        var weights = PairFeatures.All.Take(model.Coefficients.Length).Select((feature, i) => string.Create(CultureInfo.InvariantCulture, $"      \"{feature.Name}\": {model.Coefficients[i]:F4}"));
        json.AppendJoin(",\n", weights).Append("\n    },\n    \"calibration\": [");
        json.AppendJoin(", ", steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"[{step.Score:F3}, {step.Share:F4}]")));
        json.Append("]\n  }").Append(end).Append('\n');
    }
}
