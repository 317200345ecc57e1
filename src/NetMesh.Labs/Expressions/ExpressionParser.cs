namespace NetMesh.Labs.Expressions;

/// <summary>
/// Reads expressions, loosest first: <c>or</c>, <c>and</c>, <c>not</c>, comparisons, sums, products, a sign, powers.
/// </summary>
internal ref struct ExpressionParser
{
    private const int MostCharacters = 2000;
    private const int Deepest = 50;

    private Tokenizer tokens;
    private Token next;
    private int depth;

    private ExpressionParser(string text)
    {
        tokens = new Tokenizer(text);
        next = tokens.Next();
    }

    /// <exception cref="ExpressionError">It is none.</exception>
    public static Expression Parse(string text)
    {
        if (text.Length > MostCharacters)
        {
            throw new ExpressionError($"an expression has {text.Length} characters", $"at most {MostCharacters}");
        }

        var parser = new ExpressionParser(text);
        var expression = parser.Or();
        return parser.next.Kind == TokenKind.End ? expression : throw new ExpressionError($"{parser.next} stands behind the expression", "an operator such as + or and");
    }

    private Expression Or()
    {
        var left = And();
        while (TakeName("or"))
        {
            left = new Junction(left, And(), IsAnd: false);
        }

        return left;
    }

    private Expression And()
    {
        var left = Not();
        while (TakeName("and"))
        {
            left = new Junction(left, Not(), IsAnd: true);
        }

        return left;
    }

    private Expression Not()
    {
        if (!TakeName("not"))
        {
            return Comparison();
        }

        Enter();
        var negation = new Negation(Not());
        depth--;
        return negation;
    }

    private Expression Comparison()
    {
        var left = Sum();
        return Take("=", "!=", "<=", ">=", "<", ">") is { } sign ? new Comparison(sign, left, Sum()) : left;
    }

    private Expression Sum()
    {
        var left = Product();
        while (Take("+", "-") is { } sign)
        {
            left = new Arithmetic(sign, left, Product());
        }

        return left;
    }

    private Expression Product()
    {
        var left = Signed();
        while (Take("*", "/") is { } sign)
        {
            left = new Arithmetic(sign, left, Signed());
        }

        return left;
    }

    private Expression Signed()
    {
        if (Take("-") is null)
        {
            return Power();
        }

        Enter();
        var minus = new Minus(Signed());
        depth--;
        return minus;
    }

    private Expression Power()
    {
        var left = Atom();
        return Take("^") is null ? left : new Arithmetic("^", left, Signed());
    }

    private Expression Atom()
    {
        var token = next;
        Enter();
        Expression atom;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Advance();
                // Worlds read no exponents, so such a number is written as any computed one.
                atom = new Constant(new NumberValue(token.Amount, token.Text.AsSpan().ContainsAny('e', 'E') ? null : token.Text));
                break;
            case TokenKind.Quoted:
                Advance();
                atom = new Constant(new WordValue(token.Text));
                break;
            case TokenKind.Name when token.Text is not ("and" or "or" or "not"):
                Advance();
                atom = Take("(") is null ? new Name(token.Text) : Call(token.Text);
                break;
            case TokenKind.Sign when token.Text == "(":
                Advance();
                atom = Or();
                Close();
                break;
            default:
                throw new ExpressionError($"{token} stands where a value should", "a number, a name, a function or (");
        }

        depth--;
        return atom;
    }

    private Expression Call(string function)
    {
        var arguments = new List<Expression>();
        if (Take(")") is null)
        {
            do
            {
                arguments.Add(Or());
            }
            while (Take(",") is not null);
            Close();
        }

        return Functions.Call(function, [.. arguments]);
    }

    private void Close()
    {
        if (Take(")") is null)
        {
            throw new ExpressionError($"{next} stands where a parenthesis should be closed", ") or ,");
        }
    }

    private string? Take(params ReadOnlySpan<string> signs)
    {
        if (next.Kind != TokenKind.Sign || !signs.Contains(next.Text))
        {
            return null;
        }

        var taken = next.Text;
        Advance();
        return taken;
    }

    private bool TakeName(string name)
    {
        var taken = next.Kind == TokenKind.Name && next.Text == name;
        if (taken)
        {
            Advance();
        }

        return taken;
    }

    private void Advance() => next = tokens.Next();

    // A stranger's file must not overflow the stack.
    private void Enter()
    {
        if (++depth > Deepest)
        {
            throw new ExpressionError("the expression nests too deeply", $"at most {Deepest} levels");
        }
    }
}
