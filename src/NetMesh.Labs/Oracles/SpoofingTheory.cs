namespace NetMesh.Labs.Oracles;

/// <summary>What somebody achieves who guesses, without seeing the question, what an answer must repeat (RFC 5452 §7).</summary>
public static class SpoofingTheory
{
    /// <summary>The chance that one of some forged answers is taken for the real one, which comes after them: <c>1 − (1 − 1/2^b)^n</c>.</summary>
    /// <param name="answers">n, each guessed anew.</param>
    /// <param name="bits">b: 16 of the id, those of the port where it is drawn, and one for each letter whose case is.</param>
    public static double Chance(double answers, double bits) => -double.Exp2M1(answers * Math.Log2(1 - Math.Pow(2, -bits)));
}
